package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.Buckets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The two buckets of {@link Fixtures}, which never change. */
final class FakeBuckets implements Buckets {

  @Override
  public CompletionStage<Optional<Bucket>> find(String name) {
    return CompletableFuture.completedStage(
        Stream.of(Fixtures.DIRECTORY, Fixtures.GENERAL)
            .filter(bucket -> bucket.name().equals(name))
            .findFirst());
  }

  @Override
  public CompletionStage<Optional<Bucket>> create(Bucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Optional<Bucket>> replace(Bucket changed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> delete(Bucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Bucket>> list(
      BucketKind kind, String account, String after, int limit) {
    throw new UnsupportedOperationException();
  }
}
