package coffer.http.kms;

import coffer.http.wire.S3Response;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsCall;
import coffer.kms.service.KmsCalls;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import coffer.kms.service.KmsOperation;
import coffer.kms.service.KmsRequest;
import coffer.kms.service.KmsService;
import coffer.kms.stage.StageFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The KMS API on the wire: {@code POST /} with {@code X-Amz-Target: TrentService.<Operation>} and a
 * JSON body. Finds the operation, reads its request, writes its answer; every operation is a class
 * of its name in {@code coffer.kms.service}.
 */
public final class KmsEndpoint {
  /** What {@code X-Amz-Target} starts with. */
  public static final String TARGET_PREFIX = "TrentService.";

  /** Larger bodies need not be read: no KMS request comes near. */
  public static final int BODY_BYTES_MAX = 256 * 1024;

  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
  private static final Logger LOG = LoggerFactory.getLogger(KmsEndpoint.class);

  private final KmsService service;

  public KmsEndpoint(KmsService service) {
    this.service = service;
  }

  /**
   * Answers one request whose signature has been verified. Never fails: refusals and failures are
   * answers.
   *
   * @param target the value of {@code X-Amz-Target}
   */
  public CompletionStage<S3Response> handle(
      String target, byte[] body, Principal caller, KmsCalls.Origin origin) {
    return started(target, body, KmsCall.direct(caller, origin))
        .handle((answer, failure) -> failure == null ? answer : refused(failure))
        .thenApply(response -> response.with("x-amzn-RequestId", origin.requestId()));
  }

  private CompletionStage<S3Response> started(String target, byte[] body, KmsCall call) {
    try {
      if (body.length > BODY_BYTES_MAX) {
        throw new KmsException(Code.SerializationException, "The request is too large.");
      }
      var name = target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : "";
      var operation =
          service
              .operation(name)
              .orElseThrow(() -> new KmsException(Code.UnknownOperationException, ""));
      return perform(operation, body, call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <Q extends KmsRequest, R> CompletionStage<S3Response> perform(
      KmsOperation<Q, R> operation, byte[] body, KmsCall call) {
    var request = KmsJson.read(body, operation.requestType());
    return service
        .perform(operation, request, call)
        .thenApply(answer -> json(200, KmsJson.write(answer)));
  }

  private static S3Response refused(Throwable failure) {
    if (StageFailure.cause(failure) instanceof KmsException refusal) {
      return error(refusal);
    }
    LOG.error("a KMS request failed", failure);
    return error(new KmsException(Code.KMSInternalException, "The request failed."));
  }

  private static S3Response error(KmsException refusal) {
    var members = new LinkedHashMap<String, String>();
    members.put("__type", refusal.code().name());
    var message = refusal.getMessage();
    if (message != null && !message.isEmpty()) {
      members.put("message", message);
    }
    return json(refusal.httpStatus(), KmsJson.write(members));
  }

  private static S3Response json(int status, byte[] bytes) {
    return new S3Response(
        status, Map.of("Content-Type", CONTENT_TYPE), new S3Response.Whole(bytes));
  }
}
