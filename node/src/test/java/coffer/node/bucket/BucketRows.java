package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.node.index.ObjectIndex;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bucket rows of an index, with the index's conditions, and a gate that holds answers back. */
final class BucketRows implements InvocationHandler {
  final Map<String, Bucket> rows = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  /** Runs before a row is replaced. */
  volatile Runnable beforeReplacing = () -> {};

  ObjectIndex index() {
    return (ObjectIndex)
        Proxy.newProxyInstance(
            ObjectIndex.class.getClassLoader(), new Class<?>[] {ObjectIndex.class}, this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    var first = arguments == null ? "" : arguments[0];
    return switch (method.getName()) {
      case "findBucket" -> {
        reads.incrementAndGet();
        yield later(Optional.ofNullable(rows.get((String) first)));
      }
      case "createBucket" -> {
        var bucket = (Bucket) first;
        yield later(Optional.ofNullable(rows.putIfAbsent(bucket.name(), bucket)));
      }
      case "replaceBucket" -> later(replaced((Bucket) first));
      case "deleteBucket" -> {
        rows.remove(((Bucket) first).name());
        yield later(Optional.empty()).thenAccept(nothing -> {});
      }
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private Optional<Bucket> replaced(Bucket changed) {
    beforeReplacing.run();
    var present = rows.get(changed.name());
    if (present == null || present.version() != changed.version()) {
      return Optional.empty();
    }
    var stored = changed.withVersion(changed.version() + 1);
    rows.put(stored.name(), stored);
    return Optional.of(stored);
  }

  private CompletionStage<Optional<Bucket>> later(Optional<Bucket> answer) {
    return gate.thenApply(open -> answer);
  }
}
