package coffer.http;

import coffer.http.audit.Audit;
import coffer.http.audit.AuditRecords;
import coffer.http.bucket.Bucket;
import coffer.http.bucket.Buckets;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.KmsErrors;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.identity.Identities;
import coffer.http.identity.Permissions;
import coffer.http.metrics.Metrics;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.bucket.BucketLocation;
import coffer.http.operation.object.ObjectOperations;
import coffer.http.server.ErrorResponse;
import coffer.http.session.Authentication;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.session.SessionTickets;
import coffer.http.sigv4.SigV4Verifier;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.kms.service.KmsCalls;
import coffer.kms.service.KmsException;
import coffer.kms.service.S3Keys;
import coffer.kms.stage.StageFailure;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that answers on an S3 port: health and metrics, KMS, STS, S3. A request is
 * authenticated, routed, handled, and its answer counted and, where it is of that kind, audited.
 * Whatever goes wrong becomes a definite answer; only faults of ours are 5xx, and are logged.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final String NO_OPERATION = "None";
  private static final Set<String> S3_SERVICES = Set.of("s3", "s3express");

  private final Parts parts;
  private final Authentication authentication;
  private final Router router;
  private final KmsFront kms;
  private final CallerIdentity callerIdentity;
  private final AuditRecords audit;

  /**
   * What it is made of.
   *
   * @param kms the key service's API
   * @param metrics shared with whoever else counts
   * @param settings what the operator chose
   * @param ready whether this node can serve requests now
   * @param status what the node knows of its cluster, as JSON without secrets
   */
  public record Parts(
      Buckets buckets,
      Objects objects,
      Uploads uploads,
      Identities identities,
      SessionTickets tickets,
      S3Keys keys,
      KmsHandler kms,
      Audit audit,
      Metrics metrics,
      Clock clock,
      SecureRandom random,
      Settings settings,
      BooleanSupplier ready,
      Supplier<CompletionStage<String>> status) {}

  /**
   * What the operator chose.
   *
   * @param region the one region that signatures may name
   * @param zones the zones in which directory buckets may be made now; none for any
   * @param strictSessions whether CreateSession refuses buckets that do not exist, as documented,
   *     at the cost of clients that then cannot make any
   */
  public record Settings(String region, Supplier<Set<String>> zones, boolean strictSessions) {}

  public Gateway(Parts parts) {
    this.parts = parts;
    var region = parts.settings().region();
    this.authentication =
        new Authentication(
            parts.identities(), parts.tickets(), new SigV4Verifier(region, parts.clock()));
    var access = new Access(parts.buckets(), new Permissions(), parts.clock());
    var decider = new EncryptionDecider(parts.keys());
    var bucketOperations =
        BucketOperations.of(
            parts.buckets(),
            access,
            decider,
            parts.tickets(),
            parts.settings().strictSessions(),
            parts.clock(),
            parts.random(),
            new BucketLocation(region, parts.settings().zones()));
    var objectOperations =
        ObjectOperations.of(access, decider, parts.objects(), parts.uploads(), parts.clock());
    this.router = new Router(bucketOperations, objectOperations);
    this.kms = new KmsFront(authentication, parts.kms());
    this.callerIdentity = new CallerIdentity(authentication);
    this.audit =
        new AuditRecords(
            parts.audit(),
            parts.clock(),
            region,
            token -> modeApplied(parts.tickets().open(token).mode()));
  }

  /** What the key service should tell its calls to: the counters and the audit trail. */
  public static KmsCalls kmsCalls(Metrics metrics, Audit audit, Clock clock, String region) {
    var records = new AuditRecords(audit, clock, region, token -> Optional.empty());
    return call -> {
      metrics.happened(call);
      records.happened(call);
    };
  }

  private static Optional<String> modeApplied(SessionTicket.Mode mode) {
    return switch (mode) {
      case READ_ONLY -> Optional.of("ReadOnly");
      case READ_WRITE -> Optional.of("ReadWrite");
      case DECIDED_AT_USE -> Optional.empty();
    };
  }

  /** Answers a request; the stage never fails. */
  public CompletionStage<S3Response> handle(S3Request request) {
    if (request.rawPath().startsWith("/-/")) {
      return health(request);
    }
    var target = request.headers().first("x-amz-target");
    boolean service = request.bucket().isEmpty() && request.method().equals("POST");
    if (service && target.isPresent()) {
      return answered("KMS", request, () -> kms.handle(request, target.get()), Gateway::kmsRefusal);
    }
    if (service) {
      return answered(
          "STS",
          request,
          () -> callerIdentity.handle(request),
          failure -> s3Refusal(request, s3Exception(request, failure)));
    }
    return s3(request);
  }

  private CompletionStage<S3Response> s3(S3Request request) {
    S3Call call;
    Router.Route route;
    try {
      call = authentication.authenticate(request);
      route = router.route(request, service(call));
    } catch (RuntimeException failure) {
      return answered(
          NO_OPERATION,
          request,
          () -> CompletableFuture.failedFuture(failure),
          refused -> s3Refusal(request, s3Exception(request, refused)));
    }
    return answered(
        route.operation(),
        request,
        () -> audited(route, call),
        failure -> s3Refusal(request, s3Exception(request, failure)));
  }

  private CompletionStage<S3Response> audited(Router.Route route, S3Call call) {
    var operation = route.operation();
    if (!AuditRecords.recorded(operation)) {
      return route.handler().handle(call);
    }
    return CompletableFuture.<@Nullable Void>completedFuture(null)
        .thenCompose(started -> route.handler().handle(call))
        .thenCompose(
            response ->
                bucket(call)
                    .thenApply(
                        bucket -> {
                          audit.succeeded(operation, call, bucket, response);
                          return response;
                        }))
        .exceptionallyCompose(
            failure -> {
              var refused = s3Exception(call.request(), StageFailure.cause(failure));
              var message = refused.getMessage() == null ? "" : refused.getMessage();
              var refusal = new AuditRecords.Refusal(refused.error().code(), message);
              return bucket(call)
                  .thenCompose(
                      bucket -> {
                        audit.refused(operation, call, bucket, refusal);
                        return CompletableFuture.failedFuture(refused);
                      });
            });
  }

  /** For a record that tells whose bucket it was; a look-up that fails refuses nothing. */
  private CompletionStage<Optional<Bucket>> bucket(S3Call call) {
    return call.request()
        .bucket()
        .map(parts.buckets()::find)
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
        .exceptionally(failure -> Optional.empty());
  }

  private static String service(S3Call call) {
    return switch (call.caller()) {
      case Caller.Session session -> "s3express";
      case Caller.Iam iam -> {
        if (!S3_SERVICES.contains(iam.service())) {
          throw new S3Exception(
              S3Error.AuthorizationHeaderMalformed,
              "The authorization header is malformed; incorrect service. This endpoint belongs to"
                  + " \"s3\".");
        }
        yield iam.service();
      }
    };
  }

  /** How a failure is answered. */
  private interface Refusals {
    S3Response of(Throwable failure);
  }

  private CompletionStage<S3Response> answered(
      String operation,
      S3Request request,
      Supplier<CompletionStage<S3Response>> handler,
      Refusals refusals) {
    var start = parts.clock().instant();
    CompletionStage<S3Response> answer;
    try {
      answer = handler.get();
    } catch (RuntimeException failure) {
      answer = CompletableFuture.failedFuture(failure);
    }
    return answer
        .exceptionally(failure -> refusals.of(StageFailure.cause(failure)))
        .exceptionally(fault -> s3Refusal(request, s3Exception(request, StageFailure.cause(fault))))
        .thenApply(
            response -> {
              var duration = Duration.between(start, parts.clock().instant());
              parts.metrics().request(operation, response.status(), duration);
              return response;
            });
  }

  private static S3Exception s3Exception(S3Request request, Throwable failure) {
    return switch (failure) {
      case S3Exception refused -> refused;
      case KmsException refused -> KmsErrors.toS3(refused);
      default -> {
        LOG.error("request {} failed", request.requestId(), failure);
        yield new S3Exception(S3Error.InternalError);
      }
    };
  }

  private static S3Response s3Refusal(S3Request request, S3Exception refused) {
    boolean head = request.method().equals("HEAD");
    return ErrorResponse.of(refused, head, request.rawPath(), request.requestId());
  }

  private static S3Response kmsRefusal(Throwable failure) {
    return switch (failure) {
      case KmsException refused -> KmsFront.refusal(refused);
      case S3Exception refused -> KmsFront.refusal(refused);
      default -> {
        LOG.error("a KMS request failed", failure);
        yield KmsFront.refusal(new S3Exception(S3Error.InternalError));
      }
    };
  }

  /** Open to everybody: whether the node lives, counters and the cluster's state, no names. */
  private CompletionStage<S3Response> health(S3Request request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return CompletableFuture.completedFuture(
          s3Refusal(request, new S3Exception(S3Error.MethodNotAllowed)));
    }
    if (request.rawPath().equals("/-/status")) {
      return parts
          .status()
          .get()
          .thenApply(status -> whole(200, "application/json", status))
          .exceptionally(failure -> text(503, "not known\n"));
    }
    return CompletableFuture.completedFuture(
        switch (request.rawPath()) {
          case "/-/live" -> text(200, "live\n");
          case "/-/ready" ->
              parts.ready().getAsBoolean() ? text(200, "ready\n") : text(503, "not ready\n");
          case "/-/metrics" -> text(200, parts.metrics().render());
          default -> text(404, "not found\n");
        });
  }

  private static S3Response text(int status, String text) {
    return whole(status, "text/plain; version=0.0.4; charset=utf-8", text);
  }

  private static S3Response whole(int status, String contentType, String text) {
    return new S3Response(
        status,
        Map.of("Content-Type", contentType),
        new S3Response.Whole(text.getBytes(StandardCharsets.UTF_8)));
  }
}
