package coffer.bench.wire;

import coffer.bench.wire.SignedRequests.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * S3's operations over one connection, in a session where the bucket has them. Every method fails
 * with IOException when the answer is an error, and when a read gives other bytes than were
 * written. Not shared between threads.
 */
public final class Client implements AutoCloseable {
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  /** AWS's sessions end after five minutes. */
  private static final long SESSION_NANOS = 240L * 1_000_000_000L;

  private final Target target;
  private final Endpoint endpoint;
  private final String bucket;
  private final boolean directory;
  private final Connection connection;
  private final SignedRequests longTerm;
  private SignedRequests requests;
  private long sessionSince;
  private Body part = Body.EMPTY;

  /**
   * @param number of the connection, by which it gets one of the target's endpoints
   */
  public Client(Target target, int number, SSLSocketFactory tls) {
    this.target = target;
    this.endpoint = target.endpoints().get(number % target.endpoints().size());
    this.bucket = target.bucketAt(endpoint);
    this.directory = Target.isDirectory(bucket);
    this.connection = new Connection(endpoint, tls);
    this.longTerm = signer(target.credentials().forService(directory ? "s3express" : "s3"));
    this.requests = longTerm;
    this.sessionSince = System.nanoTime() - SESSION_NANOS;
  }

  private SignedRequests signer(Credentials credentials) {
    return new SignedRequests(
        credentials, endpoint.authority(), target.region(), Clock.systemUTC());
  }

  /** Opens the connection, and a session where the bucket has them, before they are needed. */
  public void connect() throws IOException {
    if (directory) {
      createSession();
    } else {
      connection.connect();
    }
  }

  /** Makes the bucket; that it is there already is fine. */
  public void createBucket() throws IOException {
    var zone = bucket.replaceAll("^.*--(.*)--x-s3$", "$1");
    var xml =
        directory
            ? "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + "<Location><Type>AvailabilityZone</Type><Name>"
                + zone
                + "</Name></Location><Bucket><DataRedundancy>SingleAvailabilityZone"
                + "</DataRedundancy><Type>Directory</Type></Bucket></CreateBucketConfiguration>"
            : "";
    var answer = configure("", xml);
    if (answer.status() >= 300 && answer.status() != 409) {
      throw new IOException("CreateBucket: " + answer.error());
    }
    if (directory && target.encryption() instanceof Encryption.Kms(var keyId)) {
      encryptByDefault(keyId);
    }
  }

  /** A directory bucket takes SSE-KMS with the key of its default encryption only. */
  private void encryptByDefault(String keyId) throws IOException {
    var answer =
        configure(
            "encryption=",
            "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>"
                + "<KMSMasterKeyID>"
                + keyId
                + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>"
                + "<BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
                + "</ServerSideEncryptionConfiguration>");
    if (answer.status() >= 300) {
      throw new IOException("PutBucketEncryption: " + answer.error());
    }
  }

  private Connection.Response configure(String query, String xml) throws IOException {
    var body = Body.of(xml.getBytes(StandardCharsets.UTF_8));
    var crc = ByteBuffer.allocate(4).putInt((int) body.crc32c(0, body.length())).array();
    Map<String, String> checksum =
        xml.isEmpty()
            ? Map.of()
            : Map.of("x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(crc));
    var path = "/" + bucket;
    var head =
        longTerm.head(new Request("PUT", path, query, checksum, body.length(), body.sha256Hex()));
    return connection.exchange(head, body, false, new Content.Text());
  }

  /** Opens a session and uses it from now on. */
  public void createSession() throws IOException {
    var headers = target.encryption().whenWriting();
    var request = new Request("GET", "/" + bucket, "session=", headers, 0, Body.EMPTY.sha256Hex());
    var xml = new Content.Text();
    var answer = connection.exchange(longTerm.head(request), Body.EMPTY, false, xml);
    if (answer.status() >= 300) {
      throw new IOException("CreateSession: " + answer.error());
    }
    var text = xml.toString();
    requests =
        signer(
            new Credentials(
                element(text, "AccessKeyId"),
                element(text, "SecretAccessKey"),
                "s3express",
                Map.of("x-amz-s3session-token", element(text, "SessionToken"))));
    sessionSince = System.nanoTime();
  }

  /** Writes an object in one request. */
  public void put(String key, Body body) throws IOException {
    call("PUT", key, "", whenWriting(), body, new Content.Text());
  }

  /** Reads an object whole, and compares it. */
  public void get(String key, Body expected) throws IOException {
    var read = new Content.Compared();
    call("GET", key, "", target.encryption().whenUsing(), Body.EMPTY, read);
    read.require(expected, 0, expected.length());
  }

  /**
   * Reads a part of an object, and compares it.
   *
   * @param from its first byte
   * @param count bytes
   */
  public void getRange(String key, Body expected, long from, long count) throws IOException {
    var headers = new HashMap<>(target.encryption().whenUsing());
    headers.put("range", "bytes=" + from + "-" + (from + count - 1));
    var read = new Content.Compared();
    call("GET", key, "", headers, Body.EMPTY, read);
    read.require(expected, from, count);
  }

  /** Asks for an object's headers. */
  public void head(String key) throws IOException {
    call("HEAD", key, "", target.encryption().whenUsing(), Body.EMPTY, new Content.Text());
  }

  /** Deletes an object. */
  public void delete(String key) throws IOException {
    call("DELETE", key, "", Map.of(), Body.EMPTY, new Content.Text());
  }

  /**
   * One page of ListObjectsV2.
   *
   * @param continuation of the page before; empty for the first
   * @return where the next page goes on; empty behind the last
   */
  public Optional<String> list(String prefix, int keysMax, Optional<String> continuation)
      throws IOException {
    var query =
        continuation.map(token -> "continuation-token=" + encode(token) + "&").orElse("")
            + "list-type=2&max-keys="
            + keysMax
            + "&prefix="
            + encode(prefix);
    var xml = new Content.Text();
    call("GET", "", query, Map.of(), Body.EMPTY, xml);
    return find(xml.toString(), "NextContinuationToken");
  }

  /** Writes an object in parts, one after the other; the last one may be smaller. */
  public void putInParts(String key, Body whole, int partBytes) throws IOException {
    var begun = new Content.Text();
    call("POST", key, "uploads=", whenWriting(), Body.EMPTY, begun);
    var upload = "uploadId=" + encode(element(begun.toString(), "UploadId"));
    var list = new StringBuilder("<CompleteMultipartUpload>");
    long partLength = Math.min(partBytes, whole.length());
    if (part.length() != partLength) {
      part = Body.ofLength(partLength); // kept, for its digest
    }
    long left = whole.length();
    for (int number = 1; left > 0; number++) {
      var body = left >= part.length() ? part : Body.ofLength(left);
      var query = "partNumber=" + number + "&" + upload;
      var answer =
          call("PUT", key, query, target.encryption().whenUsing(), body, new Content.Text());
      list.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
      list.append(answer.etag().replace("\"", "")).append("</ETag></Part>");
      left -= body.length();
    }
    var xml = list.append("</CompleteMultipartUpload>").toString();
    var completed = new Content.Text();
    var body = Body.of(xml.getBytes(StandardCharsets.UTF_8));
    call("POST", key, upload, target.encryption().whenUsing(), body, completed);
    if (completed.toString().contains("<Error>")) {
      throw new IOException("CompleteMultipartUpload " + key + ": " + completed);
    }
  }

  /** A directory bucket is told by the session, and refuses what contradicts it. */
  private Map<String, String> whenWriting() {
    return directory ? Map.of() : target.encryption().whenWriting();
  }

  private Connection.Response call(
      String method,
      String key,
      String query,
      Map<String, String> headers,
      Body body,
      Content content)
      throws IOException {
    if (directory && System.nanoTime() - sessionSince >= SESSION_NANOS) {
      createSession();
    }
    var hash = target.signBodies() || body.length() == 0 ? body.sha256Hex() : UNSIGNED;
    var path = "/" + bucket + (key.isEmpty() ? "" : "/" + key);
    var head = requests.head(new Request(method, path, query, headers, body.length(), hash));
    var answer = connection.exchange(head, body, method.equals("HEAD"), content);
    if (answer.status() >= 300) {
      throw new IOException(method + " " + path + ": " + answer.error());
    }
    return answer;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String element(String xml, String name) throws IOException {
    return find(xml, name).orElseThrow(() -> new IOException("no " + name + " in " + xml));
  }

  /** Such values hold no markup; a token may hold what XML escapes. */
  private static Optional<String> find(String xml, String name) {
    int from = xml.indexOf("<" + name + ">") + name.length() + 2;
    int to = xml.indexOf("</" + name + ">");
    return to >= from && from > name.length() + 1
        ? Optional.of(xml.substring(from, to).replace("&amp;", "&"))
        : Optional.empty();
  }

  @Override
  public void close() {
    connection.close();
  }
}
