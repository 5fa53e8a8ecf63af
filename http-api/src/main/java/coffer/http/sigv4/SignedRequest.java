package coffer.http.sigv4;

import coffer.http.wire.S3Request;
import java.util.List;
import java.util.Optional;

/**
 * The authentication that a request claims, parsed and not yet verified.
 *
 * @param sessionToken {@code x-amz-s3session-token}, from header or query
 * @param presigned whether the signature is in the query
 */
public record SignedRequest(
    String accessKeyId,
    String date,
    String scopeDate,
    String region,
    String service,
    List<String> signedHeaders,
    String signature,
    Optional<String> sessionToken,
    boolean presigned) {

  /**
   * Parses header or query authentication; empty for an anonymous request; fails with S3Exception
   * on a malformed one.
   */
  public static Optional<SignedRequest> parse(S3Request request) {
    throw new UnsupportedOperationException(request.rawPath());
  }
}
