package coffer.http.operation.object;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void keepsTheOrderAndNeverRunsMoreThanAllowed() {
    var started = new ArrayList<CompletableFuture<Integer>>();
    var all =
        Lanes.map(
                List.of(0, 1, 2, 3, 4),
                2,
                element -> {
                  var running = new CompletableFuture<Integer>();
                  started.add(running);
                  return running;
                })
            .toCompletableFuture();
    assertEquals(2, started.size());
    for (var i : new int[] {1, 0, 3, 2, 4}) {
      started.get(i).complete(i * 10);
    }
    assertEquals(List.of(0, 10, 20, 30, 40), all.join());
  }

  @Test
  void takesLongListsOfStepsThatAreDoneAtOnce() {
    var elements = IntStream.range(0, 100_000).boxed().toList();
    var all = Lanes.map(elements, 1, CompletableFuture::completedStage).toCompletableFuture();
    assertEquals(elements, all.join());
  }
}
