package coffer.kms.rootkey;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.kms.envelope.TamperedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RootKeyTest {
  private static final byte[] KEY_BYTES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 29, 30, 31, 32
  };

  @Test
  void purposesHaveDifferentKeys() {
    try (RootKey key = RootKey.copyOf(KEY_BYTES)) {
      assertArrayEquals(key.derive("a", 32), key.derive("a", 32));
      assertFalse(Arrays.equals(key.derive("a", 32), key.derive("b", 32)));
      assertEquals(100, key.derive("a", 100).length);
      assertThrows(IllegalArgumentException.class, () -> key.derive("a", 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 32, 138, 4096})
  void materialOfAnyLengthSurvivesWrapping(int length) {
    byte[] material = new byte[length];
    Arrays.fill(material, (byte) 0x5A);
    try (RootKey key = RootKey.copyOf(KEY_BYTES)) {
      byte[] wrapped = key.wrap("purpose", material);
      assertArrayEquals(material, key.unwrap("purpose", wrapped));
      assertThrows(TamperedException.class, () -> key.unwrap("another", wrapped));
    }
  }

  @Test
  void everyFlippedBitAndTruncationOfWrappedMaterialIsRefused() {
    try (RootKey key = RootKey.copyOf(KEY_BYTES)) {
      byte[] wrapped = key.wrap("purpose", new byte[32]);
      for (int bit = 0; bit < wrapped.length * Byte.SIZE; bit++) {
        byte[] changed = wrapped.clone();
        changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        assertThrows(TamperedException.class, () -> key.unwrap("purpose", changed));
      }
      for (int length = 0; length < wrapped.length; length++) {
        byte[] cut = Arrays.copyOf(wrapped, length);
        assertThrows(TamperedException.class, () -> key.unwrap("purpose", cut));
      }
    }
  }

  @Test
  void aClosedKeyIsOfNoUse() {
    RootKey key = RootKey.copyOf(KEY_BYTES);
    key.close();
    assertThrows(IllegalStateException.class, () -> key.derive("a", 32));
    assertThrows(IllegalStateException.class, () -> key.wrap("a", new byte[32]));
  }
}
