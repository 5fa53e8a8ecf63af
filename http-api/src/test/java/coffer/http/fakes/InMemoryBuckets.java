package coffer.http.fakes;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.Buckets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bucket directory in a map, with the conditions of the real one. */
public final class InMemoryBuckets implements Buckets {
  private final TreeMap<String, Bucket> buckets = new TreeMap<>();

  /** Runs once before the next replacement, to let another change come first. */
  private Optional<Runnable> beforeReplace = Optional.empty();

  public void beforeNextReplace(Runnable other) {
    beforeReplace = Optional.of(other);
  }

  public Bucket get(String name) {
    return Optional.ofNullable(buckets.get(name)).orElseThrow();
  }

  public void put(Bucket bucket) {
    buckets.put(bucket.name(), bucket);
  }

  @Override
  public CompletionStage<Optional<Bucket>> find(String name) {
    return CompletableFuture.completedFuture(Optional.ofNullable(buckets.get(name)));
  }

  @Override
  public CompletionStage<Optional<Bucket>> create(Bucket bucket) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(buckets.putIfAbsent(bucket.name(), bucket)));
  }

  @Override
  public CompletionStage<Optional<Bucket>> replace(Bucket changed) {
    var other = beforeReplace;
    beforeReplace = Optional.empty();
    other.ifPresent(Runnable::run);
    var now = buckets.get(changed.name());
    if (now == null || now.version() != changed.version()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var next = changed.withVersion(changed.version() + 1);
    buckets.put(next.name(), next);
    return CompletableFuture.completedFuture(Optional.of(next));
  }

  @Override
  public CompletionStage<Void> delete(Bucket bucket) {
    buckets.remove(bucket.name());
    return CompletableFuture.completedStage(null).thenAccept(gone -> {});
  }

  @Override
  public CompletionStage<List<Bucket>> list(
      BucketKind kind, String account, String after, int limit) {
    return CompletableFuture.completedFuture(
        buckets.tailMap(after, false).values().stream()
            .filter(bucket -> bucket.kind() == kind && bucket.account().equals(account))
            .limit(limit)
            .toList());
  }
}
