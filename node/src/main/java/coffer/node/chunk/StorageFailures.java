package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told when the disk fails. */
final class StorageFailures {
  private static final Logger LOG = LoggerFactory.getLogger(StorageFailures.class);

  private StorageFailures() {}

  /** The stage, with failures as clients are told them. */
  static <T extends @Nullable Object> CompletionStage<T> told(CompletionStage<T> stage) {
    return stage.exceptionallyCompose(failed -> CompletableFuture.failedStage(toS3(failed)));
  }

  static S3Exception toS3(Throwable failed) {
    return switch (StageFailure.cause(failed)) {
      case S3Exception told -> told;
      case ChunkStoreException storage -> refused(storage);
      case Throwable other -> {
        LOG.error("storage failed", other);
        yield new S3Exception(S3Error.InternalError);
      }
    };
  }

  static S3Exception refused(ChunkStoreException storage) {
    return switch (storage.kind()) {
      case FULL ->
          new S3Exception(S3Error.ServiceUnavailable, "There is no room left to store the object.");
      case BUSY -> new S3Exception(S3Error.SlowDown);
      case CLOSED -> new S3Exception(S3Error.ServiceUnavailable);
      case MISSING, DAMAGED -> {
        LOG.error("storage: {}", storage.getMessage());
        yield new S3Exception(S3Error.InternalError);
      }
      case FAILED -> {
        LOG.error("storage failed", storage);
        yield new S3Exception(S3Error.ServiceUnavailable);
      }
    };
  }
}
