package coffer.rig.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search with its shortenings against one without any, on small histories of any kind. */
final class BruteForceTest {
  private static final int HISTORIES = 20_000;

  @Test
  void bothSayTheSame() {
    var random = new Random(7);
    int linearizable = 0;
    for (int i = 0; i < HISTORIES; i++) {
      var operations = operations(random);
      boolean expected = exists(operations, new boolean[operations.size()], Optional.empty());
      boolean found =
          RegisterCheck.check(operations, 1_000_000) instanceof RegisterCheck.Answer.Linearizable;
      assertEquals(expected, found, operations::toString);
      linearizable += expected ? 1 : 0;
    }
    assertTrue(linearizable > HISTORIES / 10, linearizable + " linearizable");
    assertTrue(linearizable < HISTORIES * 9 / 10, linearizable + " linearizable");
  }

  private static List<KeyOperation> operations(Random random) {
    var operations = new ArrayList<KeyOperation>();
    int count = 2 + random.nextInt(5);
    for (int id = 1; id <= count; id++) {
      long invoked = random.nextInt(20);
      var change = change(random, id);
      operations.add(
          random.nextInt(4) == 0
              ? KeyOperation.pending(id, invoked, guard(random), change)
              : KeyOperation.told(
                  id, invoked, invoked + 1 + random.nextInt(12), guard(random), change));
    }
    return operations;
  }

  private static Change change(Random random, int id) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Change.KEEP;
      case 2 -> Change.REMOVE;
      default -> new Change.Put(version(random, 1 + id % 3));
    };
  }

  private static Version version(Random random, long value) {
    return new Version(value, random.nextInt(3) == 0 ? Optional.empty() : Optional.of("e" + value));
  }

  private static Guard guard(Random random) {
    long value = 1 + random.nextInt(3);
    return switch (random.nextInt(7)) {
      case 0 -> Guard.ABSENT;
      case 1 -> Guard.PRESENT;
      case 2 -> new Guard.Is(OptionalLong.of(value), Optional.of("e" + value));
      case 3 -> new Guard.Is(OptionalLong.empty(), Optional.of("e" + value));
      case 4 -> new Guard.IsNot("e" + value);
      default -> Guard.ANY;
    };
  }

  private static boolean exists(
      List<KeyOperation> operations, boolean[] done, Optional<Version> state) {
    boolean all = true;
    long horizon = Long.MAX_VALUE;
    for (int i = 0; i < done.length; i++) {
      if (!done[i] && !operations.get(i).optional()) {
        all = false;
        horizon = Math.min(horizon, operations.get(i).returned());
      }
    }
    if (all) {
      return true;
    }
    for (int i = 0; i < done.length; i++) {
      var operation = operations.get(i);
      if (!done[i] && operation.invoked() <= horizon && operation.guard().holds(state)) {
        var after =
            switch (operation.change()) {
              case Change.Keep() -> state;
              case Change.Remove() -> Optional.<Version>empty();
              case Change.Put(var version) -> Optional.of(version);
            };
        done[i] = true;
        boolean found = exists(operations, done, after);
        done[i] = false;
        if (found) {
          return true;
        }
      }
    }
    return false;
  }
}
