package coffer.http.server;

import coffer.http.encryption.KmsErrors;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.kms.service.KmsException;
import coffer.kms.stage.Deadlines;
import coffer.kms.stage.StageFailure;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. */
final class Exchange {
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Operations have their own deadlines; this one is for those that forget. */
  private static final Duration ANSWER_TIME_MAX = Duration.ofMinutes(5);

  private final Materializer materializer;
  private final List<String> domains;
  private final boolean tls;
  private final Duration answerTimeMax;
  private final Function<S3Request, CompletionStage<S3Response>> handler;

  Exchange(
      ClassicActorSystemProvider system,
      List<String> domains,
      boolean tls,
      Function<S3Request, CompletionStage<S3Response>> handler) {
    this(system, domains, tls, ANSWER_TIME_MAX, handler);
  }

  /**
   * @param answerTimeMax from the end of a request to its answer
   */
  Exchange(
      ClassicActorSystemProvider system,
      List<String> domains,
      boolean tls,
      Duration answerTimeMax,
      Function<S3Request, CompletionStage<S3Response>> handler) {
    this.answerTimeMax = answerTimeMax;
    this.materializer = SystemMaterializer.get(system).materializer();
    this.domains = domains;
    this.tls = tls;
    this.handler = handler;
  }

  static String newRequestId() {
    return UPPER_HEX.toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    var requestId = newRequestId();
    var entity = new IncomingEntity(request, materializer);
    return inTime(answer(request, entity, requestId), entity)
        .exceptionally(failure -> refusal(request, failure, requestId))
        .thenCompose(
            response ->
                response.status() < 400
                    ? CompletableFuture.completedFuture(response)
                    : entity.drained().thenApply(drained -> response))
        .thenApply(response -> Responses.toPekko(response, requestId));
  }

  private CompletionStage<S3Response> answer(
      HttpRequest request, IncomingEntity entity, String requestId) {
    try {
      return handler.apply(Requests.toS3(request, domains, tls, entity.body(), requestId));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /**
   * From when the request is complete. Pekko HTTP's own limit sets a timer for each request and
   * takes it back, and puts a stage around each body.
   */
  private CompletionStage<S3Response> inTime(
      CompletionStage<S3Response> answer, IncomingEntity entity) {
    var future = answer.toCompletableFuture();
    if (!future.isDone()) {
      entity.whenEnded(
          () ->
              Deadlines.SHARED.unless(
                  future,
                  answerTimeMax.toNanos(),
                  () -> future.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable))));
    }
    return future;
  }

  private static S3Response refusal(HttpRequest request, Throwable failure, String requestId) {
    var cause = StageFailure.cause(failure);
    var refused =
        switch (cause) {
          case S3Exception definite -> definite;
          case KmsException ofKey -> KmsErrors.toS3(ofKey);
          default -> {
            LOG.error("request {} failed", requestId, cause);
            yield new S3Exception(S3Error.InternalError);
          }
        };
    var target = Requests.target(request);
    int mark = target.indexOf('?');
    return ErrorResponse.of(
        refused,
        request.method().value().equals("HEAD"),
        mark < 0 ? target : target.substring(0, mark),
        requestId);
  }
}
