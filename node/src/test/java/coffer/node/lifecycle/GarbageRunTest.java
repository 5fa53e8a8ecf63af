package coffer.node.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.node.chunk.RunStore;
import coffer.node.chunk.RunWriter;
import coffer.node.index.ObjectIndex;
import coffer.node.index.ObjectIndex.Garbage;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class GarbageRunTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  private final Set<String> stored = new TreeSet<>(Set.of("old", "young", "lost", "used"));
  private final List<Garbage> garbage =
      new ArrayList<>(
          List.of(
              new Garbage("old", NOW.minusSeconds(600)),
              new Garbage("young", NOW.minusSeconds(599))));
  private final GarbageRun run =
      new GarbageRun(
          index(), new Stored(), Duration.ofMinutes(10), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void garbageIsKeptForItsGrace() {
    assertEquals(1, run.collect());
    assertEquals(Set.of("young", "lost", "used"), stored);
    assertEquals(List.of("young"), garbage.stream().map(Garbage::runId).toList());
    assertEquals(0, run.collect());
  }

  @Test
  void whatWasThereAtStartAndIsNotReferredToIsSweptAndNothingElse() {
    var atStart = run.present();
    stored.add("new");
    assertEquals(1, run.sweep(atStart));
    assertEquals(Set.of("old", "young", "used", "new"), stored);
  }

  private ObjectIndex index() {
    return (ObjectIndex)
        Proxy.newProxyInstance(
            ObjectIndex.class.getClassLoader(),
            new Class<?>[] {ObjectIndex.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "groups" -> List.of("region", "zone/elsewhere");
                  case "leads" -> arguments[0].equals("region");
                  case "garbage" -> CompletableFuture.completedFuture(List.copyOf(garbage));
                  case "collected" -> {
                    var done = (List<?>) arguments[1];
                    garbage.removeIf(one -> done.contains(one.runId()));
                    yield CompletableFuture.completedFuture(null);
                  }
                  case "forEachRun" -> {
                    var each = (ObjectIndex.RunVisitor) arguments[0];
                    List.of("old", "young", "used").forEach(run -> each.visit("region", run));
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private final class Stored implements RunStore {
    @Override
    public void requireRoom(long bytes) {}

    @Override
    public RunWriter begin(OptionalLong storedBytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<byte[]> read(String runId, int chunk) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> delete(String runId) {
      stored.remove(runId);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Set<String>> runs() {
      return CompletableFuture.completedFuture(Set.copyOf(stored));
    }
  }
}
