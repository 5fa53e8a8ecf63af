package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.encryption.SseAlgorithm;
import coffer.http.object.Objects.EtagRule;

/** Which ETag an object gets: the MD5 only in general purpose buckets under SSE-S3. */
final class EtagRules {
  private EtagRules() {}

  static EtagRule of(Bucket bucket, ObjectEncryption encryption) {
    return switch (bucket.kind()) {
      case DIRECTORY -> EtagRule.OPAQUE;
      case GENERAL_PURPOSE ->
          encryption.algorithm() == SseAlgorithm.AES256 ? EtagRule.MD5 : EtagRule.OPAQUE;
    };
  }
}
