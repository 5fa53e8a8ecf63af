package coffer.kms.actor;

import coffer.kms.envelope.TamperedException;
import coffer.kms.service.KmsException;
import coffer.kms.service.KmsException.Code;
import coffer.kms.stage.StageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What a failure is told as: refusals as they are, everything else without its details. */
final class Refusals {
  private Refusals() {}

  static KmsException of(@Nullable Throwable failure, Logger log) {
    return switch (failure == null ? null : StageFailure.cause(failure)) {
      case KmsException refused -> refused;
      case TamperedException ignored ->
          new KmsException(Code.InvalidCiphertextException, "The data key does not open.");
      case null, default -> {
        log.error("A key could not be made or opened", failure);
        yield new KmsException(Code.KMSInternalException, "The key service failed.");
      }
    };
  }
}
