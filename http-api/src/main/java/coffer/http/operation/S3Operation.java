package coffer.http.operation;

import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * One operation of the S3 API. Stateless: everything it needs was given to its constructor or is in
 * the call.
 */
public interface S3Operation {

  /**
   * Answers a call whose signature was verified. Checks permission, then the request, then acts;
   * the body is not touched before permission is granted. Fails with {@link
   * coffer.http.error.S3Exception} or {@link coffer.kms.service.KmsException}.
   */
  CompletionStage<S3Response> handle(S3Call call);
}
