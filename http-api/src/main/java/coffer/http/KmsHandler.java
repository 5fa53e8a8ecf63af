package coffer.http;

import coffer.http.wire.S3Response;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsCalls;
import java.util.concurrent.CompletionStage;

/** The key service's API, behind authentication. */
@FunctionalInterface
public interface KmsHandler {

  /**
   * Answers one authenticated call.
   *
   * @param target for example {@code TrentService.Decrypt}
   * @param body the JSON as it came
   */
  CompletionStage<S3Response> handle(
      String target, byte[] body, Principal caller, KmsCalls.Origin origin);
}
