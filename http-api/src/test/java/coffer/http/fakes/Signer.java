package coffer.http.fakes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as a client does; written from the AWS page "Signature Version 4 signing process". */
public record Signer(String accessKeyId, String secret, String service) {
  private static final String DATE = "20260101T000000Z";
  private static final String DAY = "20260101";

  /**
   * The headers of a signed request for {@code host: 127.0.0.1}.
   *
   * @param target nothing in it needs encoding; query names are given in order
   */
  public Map<String, String> sign(
      String method, String target, Map<String, String> headers, byte[] body) {
    var parts = target.split("\\?", 2);
    var hash = HexFormat.of().formatHex(sha256(body));
    var all = new TreeMap<>(headers);
    all.put("host", "127.0.0.1");
    all.put("x-amz-date", DATE);
    if (!service.equals("kms")) {
      all.put("x-amz-content-sha256", hash);
    }
    var query =
        parts.length == 1
            ? ""
            : Arrays.stream(parts[1].split("&"))
                .map(one -> one.contains("=") ? one : one + "=")
                .collect(Collectors.joining("&"));
    var names = String.join(";", all.keySet());
    var canonical =
        method
            + "\n"
            + parts[0]
            + "\n"
            + query
            + "\n"
            + all.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining())
            + "\n"
            + names
            + "\n"
            + hash;
    var scope = DAY + "/us-east-1/" + service + "/aws4_request";
    var toSign =
        "AWS4-HMAC-SHA256\n"
            + DATE
            + "\n"
            + scope
            + "\n"
            + HexFormat.of().formatHex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    var key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (var step : new String[] {DAY, "us-east-1", service, "aws4_request"}) {
      key = hmac(key, step);
    }
    all.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential="
            + accessKeyId
            + "/"
            + scope
            + ",SignedHeaders="
            + names
            + ",Signature="
            + HexFormat.of().formatHex(hmac(key, toSign)));
    return all;
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String data) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
