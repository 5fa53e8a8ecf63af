package coffer.http.sigv4;

import coffer.http.wire.S3Request;
import java.time.Clock;

/** Verifies SigV4 over the raw request, in constant time. */
public final class SigV4Verifier {
  private final String region;
  private final Clock clock;

  public SigV4Verifier(String region, Clock clock) {
    this.region = region;
    this.clock = clock;
  }

  /**
   * Fails with SignatureDoesNotMatch, RequestTimeTooSkewed, AccessDenied (expired presigned URL)
   * and the like.
   *
   * @return how the body is signed, to be checked as it flows
   */
  public PayloadSigning verify(S3Request request, SignedRequest signed, String secret) {
    throw new UnsupportedOperationException(region + clock + request + signed + secret.length());
  }
}
