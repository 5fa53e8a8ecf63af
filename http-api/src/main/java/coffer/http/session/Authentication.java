package coffer.http.session;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.identity.Identities;
import coffer.http.operation.S3Call;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.sigv4.SigV4Verifier;
import coffer.http.sigv4.SignedRequest;
import coffer.http.wire.S3Request;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who makes a request. Directory buckets are reached with a session's credentials, and
 * with long-term credentials under either scope, {@code s3express} or {@code s3}: clients use all
 * three.
 *
 * <p>A session is checked in this order: the token opens (else InvalidRequest), it belongs to the
 * access key id that signed (InvalidAccessKeyId), the signature is right (SignatureDoesNotMatch),
 * it has not expired, its maker still exists, and it is for this bucket (AccessDenied). What its
 * mode allows is for the operation to ask.
 */
public final class Authentication {
  /**
   * The AWS SDK for JavaScript signs with {@code s3} once the same client has used a general
   * purpose bucket.
   */
  private static final Set<String> SESSION_SCOPES = Set.of("s3express", "s3");

  /** Verified against when the access key is unknown, so that the answer takes as long. */
  private static final String NO_SECRET = "0000000000000000000000000000000000000000";

  private final Identities identities;
  private final SessionTickets tickets;
  private final Signatures signatures;

  /** The check of a signature; {@link SigV4Verifier#verify} but for tests. */
  @FunctionalInterface
  public interface Signatures {
    /**
     * @param wholeBody the body where the service has clients that sign its hash without sending it
     */
    PayloadSigning verify(
        S3Request request, SignedRequest signed, String secret, Optional<byte[]> wholeBody);
  }

  public Authentication(Identities identities, SessionTickets tickets, SigV4Verifier verifier) {
    this(
        identities,
        tickets,
        (request, signed, secret, wholeBody) ->
            wholeBody.isPresent()
                ? verifier.verify(request, signed, secret, wholeBody.get())
                : verifier.verify(request, signed, secret));
  }

  Authentication(Identities identities, SessionTickets tickets, Signatures signatures) {
    this.identities = identities;
    this.tickets = tickets;
    this.signatures = signatures;
  }

  /** The request with its verified caller; fails with S3Exception, AccessDenied if anonymous. */
  public S3Call authenticate(S3Request request) {
    var signed =
        SignedRequest.parse(request).orElseThrow(() -> new S3Exception(S3Error.AccessDenied));
    return authenticate(request, signed);
  }

  /**
   * The same for KMS and STS, which know no sessions of buckets.
   *
   * @param services the services that the credential scope may name
   * @param wholeBody the body as it came
   */
  public S3Call authenticate(S3Request request, Set<String> services, byte[] wholeBody) {
    var signed =
        SignedRequest.parse(request).orElseThrow(() -> new S3Exception(S3Error.AccessDenied));
    if (!services.contains(signed.service()) || signed.sessionToken().isPresent()) {
      throw new S3Exception(S3Error.SignatureDoesNotMatch);
    }
    return longTerm(request, signed, Optional.of(wholeBody));
  }

  S3Call authenticate(S3Request request, SignedRequest signed) {
    var token = signed.sessionToken();
    return token.isPresent()
        ? session(request, signed, token.get())
        : longTerm(request, signed, Optional.empty());
  }

  private S3Call session(S3Request request, SignedRequest signed, String token) {
    var ticket = tickets.open(token);
    if (!ticket.accessKeyId().equals(signed.accessKeyId())) {
      throw new S3Exception(S3Error.InvalidAccessKeyId);
    }
    var payload =
        signatures.verify(request, signed, tickets.secret(ticket.accessKeyId()), Optional.empty());
    var maker = identities.principal(ticket.principalArn());
    if (tickets.expired(ticket)
        || maker.isEmpty()
        || !SESSION_SCOPES.contains(signed.service())
        || !request.bucket().equals(Optional.of(ticket.bucket()))) {
      throw new S3Exception(S3Error.AccessDenied);
    }
    var caller = new Caller.Session(maker.get(), ticket.accessKeyId(), ticket);
    return new S3Call(request, caller, payload);
  }

  private S3Call longTerm(S3Request request, SignedRequest signed, Optional<byte[]> wholeBody) {
    if (request.headers().has("x-amz-security-token")
        || request.query().has("X-Amz-Security-Token")) {
      throw new S3Exception(S3Error.InvalidToken);
    }
    var found = identities.accessKey(signed.accessKeyId());
    if (found.isEmpty()) {
      refuseUnknown(request, signed, wholeBody);
    }
    var key = found.orElseThrow(() -> new S3Exception(S3Error.InvalidAccessKeyId));
    var payload = signatures.verify(request, signed, key.secret(), wholeBody);
    var caller = new Caller.Iam(key.principal(), key.accessKeyId(), signed.service());
    return new S3Call(request, caller, payload);
  }

  private void refuseUnknown(S3Request request, SignedRequest signed, Optional<byte[]> wholeBody) {
    try {
      signatures.verify(request, signed, NO_SECRET, wholeBody);
    } catch (S3Exception whatever) {
      throw new S3Exception(S3Error.InvalidAccessKeyId);
    }
  }
}
