package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies SigV4 over the raw request, in constant time. Everything that an {@code x-amz-*} header
 * says must be signed: a holder of a presigned URL may not turn it into something else.
 */
public final class SigV4Verifier {
  private static final Set<String> GLOBAL = Set.of("iam", "sts");

  private final String region;
  private final Clock clock;
  private final SigningKey keys = new SigningKey();

  /**
   * @param region the only one that credential scopes may name; IAM and STS clients may also say
   *     us-east-1, where those services live on AWS
   */
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
    var declared = PayloadHash.declared(request);
    if (declared.isEmpty() && !signed.presigned()) {
      throw new S3Exception(
          S3Error.InvalidRequest, "Missing required header for this request: x-amz-content-sha256");
    }
    declared.ifPresent(PayloadHash::requireKnown);
    var hashes = new LinkedHashSet<String>();
    declared.ifPresent(hashes::add);
    if (signed.presigned()) {
      hashes.add(PayloadHash.UNSIGNED);
    }
    var key = verified(request, signed, secret, hashes);
    return PayloadHash.signing(declared.orElse(PayloadHash.UNSIGNED), signed, key);
  }

  /**
   * For services whose clients sign the hash of the body without sending it: KMS, STS, IAM.
   *
   * @param wholeBody the body as it came
   */
  public PayloadSigning verify(
      S3Request request, SignedRequest signed, String secret, byte[] wholeBody) {
    var hash = Crypto.sha256Hex(wholeBody);
    if (PayloadHash.declared(request).filter(declared -> !declared.equals(hash)).isPresent()) {
      throw new S3Exception(S3Error.XAmzContentSHA256Mismatch);
    }
    verified(request, signed, secret, Set.of(hash));
    return new PayloadSigning.Hashed(hash);
  }

  /** Checks all but the body; gives the signing key. */
  private byte[] verified(
      S3Request request, SignedRequest signed, String secret, Set<String> payloadHashes) {
    checkRegion(signed);
    checkSignedHeaders(request, signed);
    new SignedTime(clock).check(request, signed);
    var key = keys.of(secret, signed.scopeDate(), signed.region(), signed.service());
    for (var canonical : candidates(request, signed, payloadHashes)) {
      var toSign =
          "AWS4-HMAC-SHA256\n"
              + signed.date()
              + "\n"
              + signed.scope()
              + "\n"
              + Crypto.sha256Hex(canonical);
      if (Crypto.same(Crypto.hmacHex(key, toSign), signed.signature())) {
        return key;
      }
    }
    throw new S3Exception(
        S3Error.SignatureDoesNotMatch,
        S3Error.SignatureDoesNotMatch.message(),
        Map.of("AWSAccessKeyId", signed.accessKeyId(), "SignatureProvided", signed.signature()));
  }

  /**
   * The spellings of one and the same request that clients sign. Some sign the path as they send it
   * where S3 would encode it otherwise: both decode to the same key. Content-Encoding is tried as
   * sent, and without or with blanks behind its commas, since the HTTP server may have changed
   * those.
   */
  private static List<String> candidates(
      S3Request request, SignedRequest signed, Set<String> payloadHashes) {
    var query = CanonicalRequest.query(request.query());
    var encoded = CanonicalRequest.path(request.rawPath());
    var sent = request.rawPath();
    var paths = encoded.equals(sent) ? List.of(sent) : List.of(encoded, sent);
    boolean spaced =
        signed.signedHeaders().contains("content-encoding")
            && request.headers().all("content-encoding").stream().anyMatch(v -> v.contains(","));
    var candidates = new ArrayList<String>();
    for (var hash : payloadHashes) {
      for (var path : paths) {
        for (var separator : spaced ? List.of(",", ", ") : List.of(",")) {
          candidates.add(
              CanonicalRequest.of(
                  request.method(),
                  path,
                  query,
                  request.headers(),
                  signed.signedHeaders(),
                  separator,
                  hash));
        }
      }
    }
    return candidates;
  }

  private void checkRegion(SignedRequest signed) {
    boolean global = GLOBAL.contains(signed.service()) && signed.region().equals("us-east-1");
    if (!signed.region().equals(region) && !global) {
      throw Refusals.credential(
          signed.presigned(),
          "the region '" + signed.region() + "' is wrong; expecting '" + region + "'",
          Map.of("Region", region));
    }
  }

  private static void checkSignedHeaders(S3Request request, SignedRequest signed) {
    if (!signed.signedHeaders().contains("host")) {
      throw Refusals.malformed(signed.presigned(), "the host header must be signed.");
    }
    for (var name : request.headers().values().keySet()) {
      if (name.startsWith("x-amz-") && !isSigned(name, signed)) {
        throw new S3Exception(
            S3Error.AccessDenied,
            "There were headers present in the request which were not signed",
            Map.of("HeadersNotSigned", name));
      }
    }
  }

  private static boolean isSigned(String name, SignedRequest signed) {
    return signed.presigned() && name.equals("x-amz-content-sha256")
        || signed.signedHeaders().contains(name);
  }
}
