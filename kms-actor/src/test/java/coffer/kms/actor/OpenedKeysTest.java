package coffer.kms.actor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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
  void otherThreadsOpenWithALiveKeyOnly() {
    var held = key();
    keys.put(slot(1), held, true, NOW);
    assertSame(held, keys.toOpenWith(slot(1), NOW).orElseThrow());
    assertTrue(keys.toOpenWith(slot(1), NOW.plus(Duration.ofMinutes(5))).isEmpty());
    keys.put(slot(2), key(), false, NOW);
    assertTrue(keys.toOpenWith(slot(2), NOW).isEmpty());
    keys.put(slot(3), key(), true, NOW);
    assertTrue(keys.toOpenWith(slot(1), NOW).isEmpty(), "gone for lack of room");
    keys.removeExpired(NOW.plus(Duration.ofMinutes(5)));
    keys.put(slot(4), key(), true, NOW);
    keys.clear();
    assertTrue(keys.toOpenWith(slot(3), NOW).isEmpty());
    assertTrue(keys.toOpenWith(slot(4), NOW).isEmpty());
  }

  @Test
  void aKeyFromWritingDoesNotServeReading() {
    keys.put(slot(1), key(), false, NOW);
    assertTrue(keys.get(slot(1), true, NOW).isEmpty());
    assertTrue(keys.get(slot(1), false, NOW).isPresent());
  }
}
