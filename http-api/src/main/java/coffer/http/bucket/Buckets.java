package coffer.http.bucket;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The bucket directory, as operations see it. Stages fail with {@link
 * coffer.http.error.S3Exception}.
 */
public interface Buckets {

  /** The bucket's configuration, no older than the last change that any client was told of. */
  CompletionStage<Optional<Bucket>> find(String name);

  /**
   * Creates the bucket durably; {@code bucket.version()} is 1.
   *
   * @return the bucket that already has that name, when there is one (and then nothing was
   *     changed), else empty
   */
  CompletionStage<Optional<Bucket>> create(Bucket bucket);

  /**
   * Replaces the configuration if the stored version is still {@code changed.version()}, and stores
   * it under the next. Effective everywhere when the stage completes.
   *
   * @return the bucket as stored; empty when another change came first, so that the caller reads
   *     and decides again
   */
  CompletionStage<Optional<Bucket>> replace(Bucket changed);

  /**
   * Deletes the bucket; fails with BucketNotEmpty while it holds objects or, being a directory
   * bucket, uploads; with NoSuchBucket when it is gone.
   */
  CompletionStage<Void> delete(Bucket bucket);

  /**
   * One page of the account's buckets of one kind, in the order of their names.
   *
   * @param after names greater than this one; empty from the start
   * @param limit at most this many, 1 to 10,000
   */
  CompletionStage<List<Bucket>> list(BucketKind kind, String account, String after, int limit);
}
