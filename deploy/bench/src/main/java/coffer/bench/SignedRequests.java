package coffer.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heads of SigV4-signed HTTP/1.1 requests (AWS Signature Version 4, header form). Not
 * shared between threads.
 */
final class SignedRequests {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of();

  private final Credentials credentials;
  private final String host;
  private final String region;
  private final Clock clock = Clock.systemUTC();
  private final Mac mac;
  private final MessageDigest sha256;
  private String scopeDay = "";
  private byte[] signingKey = new byte[0];

  /**
   * @param service of the credential scope: {@code s3express} for directory buckets, else {@code
   *     s3}
   * @param sessionToken of CreateSession; null for long-term credentials
   */
  record Credentials(
      String accessKeyId, String secret, @Nullable String sessionToken, String service) {
    @Override
    public String toString() {
      return "Credentials[" + accessKeyId + "]";
    }
  }

  SignedRequests(Credentials credentials, String host, String region)
      throws GeneralSecurityException {
    this.credentials = credentials;
    this.host = host;
    this.region = region;
    this.mac = Mac.getInstance("HmacSHA256");
    this.sha256 = MessageDigest.getInstance("SHA-256");
  }

  String sha256Hex(byte[] bytes) {
    return HEX.formatHex(sha256.digest(bytes));
  }

  /**
   * The request line and headers, ending in an empty line.
   *
   * @param path already percent-encoded
   * @param query canonical: sorted, {@code name=value}; empty for none
   */
  byte[] head(String method, String path, String query, long contentLength, String contentSha256)
      throws GeneralSecurityException {
    var stamp = STAMP.format(clock.instant());
    var headers = new TreeMap<String, String>();
    headers.put("host", host);
    headers.put("x-amz-content-sha256", contentSha256);
    headers.put("x-amz-date", stamp);
    if (credentials.sessionToken() != null) {
      headers.put("x-amz-s3session-token", credentials.sessionToken());
    }
    var signed = String.join(";", headers.keySet());
    var canonical = new StringBuilder(512);
    canonical.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(signed).append('\n').append(contentSha256);
    var scope =
        stamp.substring(0, 8) + "/" + region + "/" + credentials.service() + "/aws4_request";
    var toSign =
        "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sha256Hex(bytes(canonical.toString()));
    var signature = HEX.formatHex(hmac(signingKey(stamp.substring(0, 8)), toSign));
    var head = new StringBuilder(768);
    head.append(method).append(' ').append(path);
    if (!query.isEmpty()) {
      head.append('?').append(query);
    }
    head.append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Authorization: AWS4-HMAC-SHA256 Credential=")
        .append(credentials.accessKeyId())
        .append('/')
        .append(scope)
        .append(", SignedHeaders=")
        .append(signed)
        .append(", Signature=")
        .append(signature)
        .append("\r\nContent-Length: ")
        .append(contentLength)
        .append("\r\n\r\n");
    return bytes(head.toString());
  }

  private byte[] signingKey(String day) throws GeneralSecurityException {
    if (!day.equals(scopeDay)) {
      var key = hmac(bytes("AWS4" + credentials.secret()), day);
      key = hmac(key, region);
      key = hmac(key, credentials.service());
      signingKey = hmac(key, "aws4_request");
      scopeDay = day;
    }
    return signingKey;
  }

  private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
