package coffer.bench.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes the heads of SigV4-signed HTTP/1.1 requests (AWS Signature Version 4, header form). Not
 * shared between threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature
 *     calculations for the Authorization header</a>
 */
public final class SignedRequests {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of();

  private final Credentials credentials;
  private final String host;
  private final String region;
  private final Clock clock;
  private final Mac mac;
  private final MessageDigest sha256;
  private String stamp = "";
  private long stampSecond = -1;
  private String scopeDay = "";
  private byte[] signingKey = new byte[0];

  /**
   * What is asked.
   *
   * @param path already percent-encoded
   * @param query canonical: sorted, {@code name=value}; empty for none
   * @param headers further ones, names in lower case; all are signed
   * @param contentSha256 hex, or {@code UNSIGNED-PAYLOAD}
   */
  public record Request(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      long contentLength,
      String contentSha256) {}

  /**
   * @param host of the Host header
   */
  public SignedRequests(Credentials credentials, String host, String region, Clock clock) {
    this.credentials = credentials;
    this.host = host;
    this.region = region;
    this.clock = clock;
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** The request line and headers, ending in an empty line. */
  public byte[] head(Request request) {
    var head = new StringBuilder(1024);
    head.append(request.method()).append(' ').append(request.path());
    if (!request.query().isEmpty()) {
      head.append('?').append(request.query());
    }
    head.append(" HTTP/1.1\r\n");
    headers(request)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return bytes(head.append("\r\n").toString());
  }

  /** All headers, Authorization and Content-Length among them, names in lower case. */
  public Map<String, String> headers(Request request) {
    var stamp = stamp();
    var headers = new TreeMap<>(request.headers());
    headers.put("host", host);
    headers.put("x-amz-content-sha256", request.contentSha256());
    headers.put("x-amz-date", stamp);
    headers.putAll(credentials.tokenHeader());
    var signed = String.join(";", headers.keySet());
    var canonical = new StringBuilder(512);
    canonical.append(request.method()).append('\n').append(request.path()).append('\n');
    canonical.append(request.query()).append('\n');
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(signed).append('\n').append(request.contentSha256());
    var day = stamp.substring(0, 8);
    var scope = day + "/" + region + "/" + credentials.service() + "/aws4_request";
    var canonicalHash = HEX.formatHex(sha256.digest(bytes(canonical.toString())));
    var toSign = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + canonicalHash;
    headers.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential="
            + credentials.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + signed
            + ", Signature="
            + HEX.formatHex(hmac(signingKey(day), toSign)));
    headers.put("content-length", Long.toString(request.contentLength()));
    return headers;
  }

  /** Formatted once a second. */
  private String stamp() {
    var now = clock.instant();
    if (now.getEpochSecond() != stampSecond) {
      stamp = STAMP.format(now);
      stampSecond = now.getEpochSecond();
    }
    return stamp;
  }

  private byte[] signingKey(String day) {
    if (!day.equals(scopeDay)) {
      var key = hmac(bytes("AWS4" + credentials.secret()), day);
      key = hmac(key, region);
      key = hmac(key, credentials.service());
      signingKey = hmac(key, "aws4_request");
      scopeDay = day;
    }
    return signingKey;
  }

  private byte[] hmac(byte[] key, String text) {
    try {
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
