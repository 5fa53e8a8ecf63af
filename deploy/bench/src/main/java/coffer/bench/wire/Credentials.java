package coffer.bench.wire;

import java.util.Map;

/**
 * Who signs, and for what.
 *
 * @param service of the credential scope: {@code s3express} for directory buckets, else {@code s3}
 * @param tokenHeader name and value of the header that a session's credentials need; else empty
 */
public record Credentials(
    String accessKeyId, String secret, String service, Map<String, String> tokenHeader) {

  public Credentials {
    tokenHeader = Map.copyOf(tokenHeader);
  }

  /** As AWS SDKs take them: STS gives a token, long-term credentials have none. */
  public static Credentials of(String accessKeyId, String secret, String tokenOrEmpty) {
    return new Credentials(
        accessKeyId,
        secret,
        "s3",
        tokenOrEmpty.isEmpty() ? Map.of() : Map.of("x-amz-security-token", tokenOrEmpty));
  }

  Credentials forService(String other) {
    return new Credentials(accessKeyId, secret, other, tokenHeader);
  }

  @Override
  public String toString() {
    return "Credentials[" + accessKeyId + "]";
  }
}
