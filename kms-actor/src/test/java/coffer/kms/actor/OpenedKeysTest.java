package coffer.kms.actor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.actor.OpenedKeys.Slot;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class OpenedKeysTest {
  private static final Instant NOW = Instant.EPOCH;
  private final OpenedKeys keys = new OpenedKeys(2, Duration.ofMinutes(5));

  private static Slot slot(int number) {
    return new Slot("hash" + number, "arn");
  }

  private static byte[] key() {
    return new byte[] {1, 2, 3};
  }

  @Test
  void theLeastRecentlyUsedIsZeroedWhenThereIsNoRoom() {
    var first = key();
    var second = key();
    keys.put(slot(1), first, true, NOW);
    keys.put(slot(2), second, true, NOW);
    keys.get(slot(1), true, NOW);
    keys.put(slot(3), key(), true, NOW);
    assertEquals(2, keys.size());
    assertArrayEquals(new byte[3], second);
    assertArrayEquals(key(), first);
  }

  @Test
  void expiredKeysAreZeroed() {
    var held = key();
    keys.put(slot(1), held, true, NOW);
    keys.removeExpired(NOW.plus(Duration.ofMinutes(5)));
    assertEquals(0, keys.size());
    assertArrayEquals(new byte[3], held);
  }

  @Test
  void aKeyFromWritingDoesNotServeReading() {
    keys.put(slot(1), key(), false, NOW);
    assertTrue(keys.get(slot(1), true, NOW).isEmpty());
    assertTrue(keys.get(slot(1), false, NOW).isPresent());
  }
}
