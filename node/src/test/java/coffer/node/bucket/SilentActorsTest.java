package coffer.node.bucket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilentActorsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final SilentActors actors = new SilentActors(now::get);

  @Test
  void aSilentActorIsPassedByForAWhileThenTriedByOne() {
    assertFalse(actors.passBy("b"));
    actors.silent("b");
    assertTrue(actors.passBy("b"));
    assertFalse(actors.passBy("other"));
    now.addAndGet(2_000_000_001L);
    assertFalse(actors.passBy("b"));
    assertTrue(actors.passBy("b"));
  }

  @Test
  void anActorThatAnswersIsAskedAgain() {
    actors.silent("b");
    actors.answered("b");
    assertFalse(actors.passBy("b"));
  }
}
