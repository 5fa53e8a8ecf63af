package coffer.http.operation.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.bucket.Buckets;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.EncryptionHeaders;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.session.SessionTickets;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html">CreateSession</a>.
 *
 * <p>With an endpoint of their own, AWS clients open a session before every operation, CreateBucket
 * included. So a valid name that does not exist gets a session, good for making that bucket, and so
 * does who may only configure the bucket, good for that; unless {@code strict} asks for the
 * documented NoSuchBucket and AccessDenied.
 */
public final class CreateSession implements S3Operation {
  private static final String MODE = "x-amz-create-session-mode";
  private static final List<SessionTicket.Mode> MODES =
      List.of(SessionTicket.Mode.READ_WRITE, SessionTicket.Mode.READ_ONLY);

  private final Buckets buckets;
  private final Access access;
  private final EncryptionDecider decider;
  private final SessionTickets tickets;
  private final boolean strict;

  public CreateSession(
      Buckets buckets,
      Access access,
      EncryptionDecider decider,
      SessionTickets tickets,
      boolean strict) {
    this.buckets = buckets;
    this.access = access;
    this.decider = decider;
    this.tickets = tickets;
    this.strict = strict;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    var name = call.request().bucket().orElseThrow();
    if (BucketNames.kindOf(name) != BucketKind.DIRECTORY) {
      throw new S3Exception(
          S3Error.InvalidRequest, "CreateSession is supported for directory buckets only.");
    }
    if (call.caller() instanceof Caller.Session) {
      throw new S3Exception(S3Error.AccessDenied);
    }
    var explicit = call.request().headers().first(MODE).map(CreateSession::mode);
    return buckets
        .find(name)
        .thenCompose(
            found ->
                found
                    .map(bucket -> open(call, bucket, explicit))
                    .orElseGet(
                        () ->
                            CompletableFuture.completedFuture(beforeBucket(call, name, explicit))));
  }

  private CompletionStage<S3Response> open(
      S3Call call, Bucket bucket, Optional<SessionTicket.Mode> explicit) {
    var allowed = allowed(call, bucket, explicit);
    if (allowed.isEmpty()) {
      return CompletableFuture.completedFuture(forControl(call, bucket, explicit));
    }
    var mode = allowed.get();
    return decider
        .forSession(bucket, call.caller(), call.request().headers(), mode)
        .thenApply(
            encryption -> {
              var arn = call.caller().principal().arn();
              var credentials = tickets.issue(bucket.name(), mode, arn, encryption);
              return answer(credentials, EncryptionDecider.ofSession(bucket, encryption));
            });
  }

  /** An explicit mode is not lowered; without one, what the caller may have at most. */
  private Optional<SessionTicket.Mode> allowed(
      S3Call call, Bucket bucket, Optional<SessionTicket.Mode> explicit) {
    return explicit.map(List::of).orElse(MODES).stream()
        .filter(mode -> access.mayOpenSession(call, bucket, mode))
        .findFirst();
  }

  /** For clients that open a session to configure a bucket: it gives no access to objects. */
  private S3Response forControl(S3Call call, Bucket bucket, Optional<SessionTicket.Mode> explicit) {
    if (strict || !plain(call, explicit) || !access.mayControl(call, bucket)) {
      throw new S3Exception(S3Error.AccessDenied);
    }
    var arn = call.caller().principal().arn();
    var credentials =
        tickets.issue(bucket.name(), SessionTicket.Mode.DECIDED_AT_USE, arn, Optional.empty());
    return answer(credentials, EncryptionDecider.ofSession(bucket, Optional.empty()));
  }

  private static boolean plain(S3Call call, Optional<SessionTicket.Mode> explicit) {
    var headers = EncryptionHeaders.parse(call.request().headers());
    return explicit.isEmpty() && headers.equals(EncryptionHeaders.NONE);
  }

  private S3Response beforeBucket(S3Call call, String name, Optional<SessionTicket.Mode> explicit) {
    if (strict || !plain(call, explicit) || !BucketNames.valid(name)) {
      throw new S3Exception(
          S3Error.NoSuchBucket, S3Error.NoSuchBucket.message(), Map.of("BucketName", name));
    }
    var arn = call.caller().principal().arn();
    var credentials = tickets.issue(name, SessionTicket.Mode.DECIDED_AT_USE, arn, Optional.empty());
    return answer(credentials, ObjectEncryption.SSE_S3);
  }

  private static S3Response answer(
      SessionTickets.Credentials credentials, ObjectEncryption encryption) {
    var xml =
        XmlWriter.document("CreateSessionResult")
            .open("Credentials")
            .text("SessionToken", credentials.token())
            .text("SecretAccessKey", credentials.secret())
            .text("AccessKeyId", credentials.ticket().accessKeyId())
            .text("Expiration", credentials.ticket().expires().toString())
            .bytes();
    return S3Response.xml(200, xml).withAll(EncryptionDecider.describe(encryption));
  }

  private static SessionTicket.Mode mode(String value) {
    return switch (value) {
      case "ReadOnly" -> SessionTicket.Mode.READ_ONLY;
      case "ReadWrite" -> SessionTicket.Mode.READ_WRITE;
      default ->
          throw new S3Exception(
              S3Error.InvalidArgument, "The session mode must be ReadOnly or ReadWrite.");
    };
  }
}
