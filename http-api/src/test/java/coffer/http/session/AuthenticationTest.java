package coffer.http.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.fakes.Samples;
import coffer.http.identity.ConfiguredIdentities;
import coffer.http.operation.S3Call;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.sigv4.SignedRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of checks as a published test of sessions against AWS observed it. */
final class AuthenticationTest {
  private static final String ROOT_ARN = "arn:aws:iam::000000000000:root";
  private static final String OTHER_BUCKET = "other--zone1-az1--x-s3";

  private final ConfiguredIdentities identities =
      new ConfiguredIdentities(
          List.of(
              new ConfiguredIdentities.Account(
                  Samples.ACCOUNT,
                  List.of(new ConfiguredIdentities.Credentials("AKIDEXAMPLE", "root-secret")),
                  List.of())));
  private final SessionTickets.Credentials session = issue(at(0));
  private final SessionTickets.Credentials another = issue(at(0));

  private static SessionTickets at(long seconds) {
    var clock = Clock.fixed(Samples.NOW.plusSeconds(seconds), ZoneOffset.UTC);
    return new SessionTickets(new byte[32], new SecureRandom(), clock);
  }

  private static SessionTickets.Credentials issue(SessionTickets tickets) {
    return tickets.issue(
        Samples.DIRECTORY, SessionTicket.Mode.READ_ONLY, ROOT_ARN, Optional.empty());
  }

  /** A "signature" is simply the secret it was made with. */
  private Authentication authentication(long seconds) {
    return new Authentication(
        identities,
        at(seconds),
        (request, signed, secret, body) -> {
          if (!signed.signature().equals(secret)) {
            throw new S3Exception(S3Error.SignatureDoesNotMatch);
          }
          return new PayloadSigning.Unsigned();
        });
  }

  private S3Call authenticate(
      long seconds, String bucket, String accessKeyId, String secret, Optional<String> token) {
    return authenticate("s3express", seconds, bucket, accessKeyId, secret, token);
  }

  private S3Call authenticate(
      String service,
      long seconds,
      String bucket,
      String accessKeyId,
      String secret,
      Optional<String> token) {
    var signed =
        new SignedRequest(
            accessKeyId,
            "20260101T000000Z",
            "20260101",
            "us-east-1",
            service,
            List.of("host"),
            secret,
            token,
            false);
    var request = Samples.request("GET", "/" + bucket + "/key", Map.of());
    return authentication(seconds).authenticate(request, signed);
  }

  private S3Error refusal(
      long seconds, String bucket, String accessKeyId, String secret, Optional<String> token) {
    return assertThrows(
            S3Exception.class, () -> authenticate(seconds, bucket, accessKeyId, secret, token))
        .error();
  }

  private static String id(SessionTickets.Credentials credentials) {
    return credentials.ticket().accessKeyId();
  }

  @Test
  void acceptsASessionUntilItExpiresAndAgain() {
    for (long seconds : new long[] {0, 1, 299}) {
      var call =
          authenticate(
              seconds,
              Samples.DIRECTORY,
              id(session),
              session.secret(),
              Optional.of(session.token()));
      assertEquals(
          new Caller.Session(
              identities.principal(ROOT_ARN).orElseThrow(), id(session), session.ticket()),
          call.caller());
    }
  }

  @Test
  void acceptsASessionUnderTheScopeOfEitherKindOfBucket() {
    var token = Optional.of(session.token());
    var bucket = Samples.DIRECTORY;
    var call = authenticate("s3", 1, bucket, id(session), session.secret(), token);
    assertEquals(ROOT_ARN, call.caller().principal().arn());
    var refused =
        assertThrows(
            S3Exception.class,
            () -> authenticate("kms", 1, bucket, id(session), session.secret(), token));
    assertEquals(S3Error.AccessDenied, refused.error());
  }

  @Test
  void refusesAnExpiredSessionAsAccessDenied() {
    assertEquals(
        S3Error.AccessDenied,
        refusal(
            310, Samples.DIRECTORY, id(session), session.secret(), Optional.of(session.token())));
  }

  @Test
  void refusesAnotherBucketAsAccessDenied() {
    assertEquals(
        S3Error.AccessDenied,
        refusal(0, OTHER_BUCKET, id(session), session.secret(), Optional.of(session.token())));
  }

  @Test
  void refusesAChangedTokenAsInvalidRequest() {
    var changed = (session.token().startsWith("A") ? "B" : "A") + session.token().substring(1);
    assertEquals(
        S3Error.InvalidRequest,
        refusal(0, Samples.DIRECTORY, id(session), session.secret(), Optional.of(changed)));
  }

  @Test
  void refusesTheTokenOfAnotherSessionAsInvalidAccessKeyId() {
    assertEquals(
        S3Error.InvalidAccessKeyId,
        refusal(0, Samples.DIRECTORY, id(session), session.secret(), Optional.of(another.token())));
    assertEquals(
        S3Error.InvalidAccessKeyId,
        refusal(0, Samples.DIRECTORY, "AKIDEXAMPLE", "root-secret", Optional.of(session.token())));
    assertEquals(
        S3Error.InvalidAccessKeyId,
        refusal(0, Samples.DIRECTORY, id(session), session.secret(), Optional.empty()));
  }

  @Test
  void refusesAWrongSignatureEvenOfAnExpiredSession() {
    assertEquals(
        S3Error.SignatureDoesNotMatch,
        refusal(310, Samples.DIRECTORY, id(session), "wrong", Optional.of(session.token())));
  }

  @Test
  void acceptsLongTermKeysAndRefusesUnknownOnes() {
    var call = authenticate(0, Samples.DIRECTORY, "AKIDEXAMPLE", "root-secret", Optional.empty());
    assertEquals(ROOT_ARN, call.caller().principal().arn());
    assertEquals(
        S3Error.InvalidAccessKeyId,
        refusal(0, Samples.DIRECTORY, "AKIDNOBODY", "root-secret", Optional.empty()));
    assertEquals(
        S3Error.SignatureDoesNotMatch,
        refusal(0, Samples.DIRECTORY, "AKIDEXAMPLE", "wrong", Optional.empty()));
  }

  @Test
  void refusesAnonymousRequests() {
    var request = Samples.request("GET", "/general/key", Map.of());
    assertEquals(
        S3Error.AccessDenied,
        assertThrows(S3Exception.class, () -> authentication(0).authenticate(request)).error());
  }
}
