package coffer.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;

/**
 * One connection and its credentials: a session where the bucket has them. Not shared between
 * threads.
 */
final class Client implements AutoCloseable {
  private static final byte[] NONE = new byte[0];
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final long SESSION_NANOS = 240L * 1_000_000_000L;

  private final Options options;
  private final Connection connection;
  private final SignedRequests longTerm;
  private SignedRequests requests;
  private long sessionSince;
  private byte[] hashed = NONE;
  private String hash = "";

  Client(Options options) throws IOException, GeneralSecurityException {
    this.options = options;
    var endpoint = options.endpoint();
    this.connection = new Connection(endpoint.getHost(), endpoint.getPort());
    this.longTerm =
        signer(
            new SignedRequests.Credentials(
                options.accessKeyId(), options.secret(), null, directory() ? "s3express" : "s3"));
    this.requests = longTerm;
    this.sessionSince = System.nanoTime() - SESSION_NANOS;
  }

  private boolean directory() {
    return options.bucket().endsWith("--x-s3");
  }

  private SignedRequests signer(SignedRequests.Credentials credentials)
      throws GeneralSecurityException {
    URI endpoint = options.endpoint();
    return new SignedRequests(
        credentials, endpoint.getHost() + ":" + endpoint.getPort(), options.region());
  }

  /** Makes the bucket; that it is there already is fine. */
  void createBucket() throws IOException, GeneralSecurityException {
    var zone = options.bucket().replaceAll("^.*?--(.*)--x-s3$", "$1");
    var xml =
        directory()
            ? "<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>"
                + zone
                + "</Name></Location><Bucket><DataRedundancy>SingleAvailabilityZone"
                + "</DataRedundancy><Type>Directory</Type></Bucket></CreateBucketConfiguration>"
            : "";
    var body = xml.getBytes(StandardCharsets.UTF_8);
    var answer =
        connection.exchange(
            longTerm.head("PUT", "/" + options.bucket(), "", body.length, longTerm.sha256Hex(body)),
            body);
    if (answer.status() != 200 && answer.status() != 409) {
      throw new IOException("CreateBucket: " + text(answer));
    }
  }

  Connection.Response call(String method, String key, String query, byte[] body)
      throws IOException, GeneralSecurityException {
    renewSession();
    var hash = body.length == 0 || !options.signBodies() ? UNSIGNED : hashOf(body);
    var answer =
        connection.exchange(
            requests.head(method, "/" + options.bucket() + "/" + key, query, body.length, hash),
            body);
    if (answer.status() >= 300) {
      throw new IOException(method + " " + key + ": " + text(answer));
    }
    return answer;
  }

  /** Bodies are sent over and over: hashing them each time would be load on the machine. */
  private String hashOf(byte[] body) {
    if (body != hashed) {
      hashed = body;
      hash = requests.sha256Hex(body);
    }
    return hash;
  }

  void head(String key) throws IOException, GeneralSecurityException {
    renewSession();
    var status =
        connection.exchangeHead(
            requests.head("HEAD", "/" + options.bucket() + "/" + key, "", 0, UNSIGNED));
    if (status != 200) {
      throw new IOException("HEAD " + key + ": " + status);
    }
  }

  private void renewSession() throws IOException, GeneralSecurityException {
    if (!directory() || System.nanoTime() - sessionSince < SESSION_NANOS) {
      return;
    }
    var answer =
        connection.exchange(
            longTerm.head("GET", "/" + options.bucket(), "session=", 0, longTerm.sha256Hex(NONE)),
            NONE);
    var xml = text(answer);
    if (answer.status() != 200) {
      throw new IOException("CreateSession: " + xml);
    }
    requests =
        signer(
            new SignedRequests.Credentials(
                element(xml, "AccessKeyId"),
                element(xml, "SecretAccessKey"),
                element(xml, "SessionToken"),
                "s3express"));
    sessionSince = System.nanoTime();
  }

  static String text(Connection.Response answer) {
    return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
  }

  static String element(String xml, String name) {
    var matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in the answer");
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
