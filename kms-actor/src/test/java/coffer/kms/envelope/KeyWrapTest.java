package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class KeyWrapTest {
  private static final byte[] WRAPPING_KEY = SealedStream.bytes(1, 32);
  private static final byte[] KEY = SealedStream.bytes(2, 32);
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void roundTrip() {
    byte[] wrapped = KeyWrap.wrap(WRAPPING_KEY, KEY, CONTEXT, RANDOM);
    assertEquals(KeyWrap.WRAPPED_BYTES, wrapped.length);
    assertEquals(KeyWrap.VERSION, wrapped[0]);
    assertArrayEquals(KEY, KeyWrap.unwrap(WRAPPING_KEY, wrapped, CONTEXT));
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] wrapped = KeyWrap.wrap(WRAPPING_KEY, KEY, CONTEXT, RANDOM);
    for (int bit = 0; bit < wrapped.length * Byte.SIZE; bit++) {
      byte[] changed = wrapped.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThrows(TamperedException.class, () -> KeyWrap.unwrap(WRAPPING_KEY, changed, CONTEXT));
    }
  }

  @Test
  void anotherKeyContextOrLengthIsRefused() {
    byte[] wrapped = KeyWrap.wrap(WRAPPING_KEY, KEY, CONTEXT, RANDOM);
    assertThrows(TamperedException.class, () -> KeyWrap.unwrap(KEY, wrapped, CONTEXT));
    assertThrows(
        TamperedException.class, () -> KeyWrap.unwrap(WRAPPING_KEY, wrapped, new byte[] {1, 2}));
    for (int length : new int[] {0, 1, wrapped.length - 1, wrapped.length + 1}) {
      byte[] resized = Arrays.copyOf(wrapped, length);
      assertThrows(TamperedException.class, () -> KeyWrap.unwrap(WRAPPING_KEY, resized, CONTEXT));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> KeyWrap.wrap(WRAPPING_KEY, new byte[31], CONTEXT, RANDOM));
  }
}
