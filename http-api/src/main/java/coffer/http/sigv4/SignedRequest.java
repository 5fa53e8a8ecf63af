package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.util.List;
import java.util.Optional;

/**
 * The authentication that a request claims, parsed and not yet verified.
 *
 * @param date {@code x-amz-date}, {@code yyyyMMdd'T'HHmmss'Z'}
 * @param scopeDate {@code yyyyMMdd}, equal to the date's day
 * @param service {@code s3}, {@code s3express}, {@code kms}, {@code sts} or {@code iam}
 * @param signedHeaders in lower case, as listed
 * @param signature 64 lower case hex digits
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
   * on a malformed one, on both at once, and on signature version 2.
   */
  public static Optional<SignedRequest> parse(S3Request request) {
    var authorizations = request.headers().all("authorization");
    boolean inQuery = QueryAuth.isIn(request.query());
    if (inQuery && !authorizations.isEmpty() || authorizations.size() > 1) {
      throw Refusals.twoMechanisms();
    }
    if (inQuery) {
      return Optional.of(QueryAuth.parse(request));
    }
    if (request.query().has("AWSAccessKeyId") || request.query().has("Signature")) {
      throw Refusals.oldVersion();
    }
    if (authorizations.isEmpty()) {
      return Optional.empty();
    }
    var authorization = authorizations.getFirst();
    if (authorization.startsWith("AWS ")) {
      throw Refusals.oldVersion();
    }
    if (!authorization.startsWith(HeaderAuth.ALGORITHM)) {
      throw new S3Exception(S3Error.InvalidArgument, "Unsupported Authorization Type");
    }
    return Optional.of(HeaderAuth.parse(request, authorization));
  }

  /** {@code date/region/service/aws4_request}. */
  public String scope() {
    return scopeDate + "/" + region + "/" + service + "/aws4_request";
  }
}
