package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told when the disk fails. */
final class StorageFailures {
  private static final Logger LOG = LoggerFactory.getLogger(StorageFailures.class);

  private StorageFailures() {}

  static Exception toS3(Exception failed) {
    if (!(failed instanceof ChunkStoreException storage)) {
      LOG.error("storage failed", failed);
      return new S3Exception(S3Error.InternalError);
    }
    return refused(storage);
  }

  static S3Exception refused(ChunkStoreException storage) {
    return switch (storage.kind()) {
      case FULL ->
          new S3Exception(S3Error.ServiceUnavailable, "There is no room left to store the object.");
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
