package coffer.node.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.RunStore;
import coffer.node.index.ObjectIndex;
import coffer.node.index.record.Garbage;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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
          index(), everywhere(), local(), Duration.ofMinutes(10), Clock.fixed(NOW, ZoneOffset.UTC));

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

  private RunStore everywhere() {
    return (RunStore)
        Proxy.newProxyInstance(
            RunStore.class.getClassLoader(),
            new Class<?>[] {RunStore.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "delete" -> deleted((List<?>) arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private LocalRuns local() {
    return (LocalRuns)
        Proxy.newProxyInstance(
            LocalRuns.class.getClassLoader(),
            new Class<?>[] {LocalRuns.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "delete" -> deleted((List<?>) arguments[0]);
                  case "runs" ->
                      CompletableFuture.completedFuture(
                          stored.stream().collect(Collectors.toMap(run -> run, run -> 1)));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private CompletableFuture<?> deleted(List<?> runs) {
    stored.removeAll(runs);
    return CompletableFuture.completedFuture(null);
  }
}
