package coffer.kms.service;

import coffer.kms.policy.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The circumstances of one call: who makes it, from where, and whether S3 makes it for them.
 * Remembers which key it turned out to be about, for the audit record.
 */
public final class KmsCall {
  private final Principal principal;
  private final KmsCalls.Origin origin;
  private final Optional<String> viaService;
  private volatile @Nullable String keyArn;

  private KmsCall(Principal principal, KmsCalls.Origin origin, Optional<String> viaService) {
    this.principal = principal;
    this.origin = origin;
    this.viaService = viaService;
  }

  /** A call that came over the KMS API. */
  public static KmsCall direct(Principal principal, KmsCalls.Origin origin) {
    return new KmsCall(principal, origin, Optional.empty());
  }

  /**
   * A call that S3 makes for {@code principal}.
   *
   * @param service for example {@code s3.us-east-1.amazonaws.com}
   */
  static KmsCall byS3(Principal principal, String service) {
    return new KmsCall(principal, KmsCalls.Origin.S3, Optional.of(service));
  }

  public Principal principal() {
    return principal;
  }

  public String account() {
    return principal.account();
  }

  KmsCalls.Origin origin() {
    return origin;
  }

  Optional<String> viaService() {
    return viaService;
  }

  void about(String arn) {
    keyArn = arn;
  }

  Optional<String> keyArn() {
    return Optional.ofNullable(keyArn);
  }
}
