package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sealed keys and the encryption contexts inside them. */
final class SealedKeyCodecTest {
  private static final String ARN = "arn:aws:kms:us-east-1:000000000000:key/1234";

  @ParameterizedTest
  @EnumSource(SealedKey.Purpose.class)
  void roundTrip(SealedKey.Purpose purpose) {
    SealedKey key = new SealedKey(purpose, ARN, Map.of("a", "1", "ü", ""), new byte[] {1, 2, 3});
    SealedKey decoded = SealedKeyCodec.decode(SealedKeyCodec.encode(key));
    assertEquals(purpose, decoded.purpose());
    assertEquals(ARN, decoded.keyArn());
    assertEquals(key.context(), decoded.context());
    assertArrayEquals(key.blob(), decoded.blob());
  }

  @Test
  void everyTruncationAndTrailingByteIsRefused() {
    byte[] encoded =
        SealedKeyCodec.encode(
            new SealedKey(SealedKey.Purpose.STORE, "", Map.of("k", "v"), new byte[9]));
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThrows(TamperedException.class, () -> SealedKeyCodec.decode(cut));
    }
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
    assertThrows(TamperedException.class, () -> SealedKeyCodec.decode(longer));
  }

  @Test
  void hostileLengthsAreRefusedWithoutAllocating() {
    byte[] pairs = {1, 1, 0, 0, 0x7F, -1, -1, -1};
    byte[] negative = {1, 1, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1};
    byte[] purpose = {1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] version = {2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (byte[] hostile : new byte[][] {pairs, negative, purpose, version}) {
      assertThrows(TamperedException.class, () -> SealedKeyCodec.decode(hostile));
    }
  }

  @Test
  void aContextHasNoOrder() {
    Map<String, String> forwards = new LinkedHashMap<>();
    forwards.put("a", "1");
    forwards.put("b", "2");
    Map<String, String> backwards = new LinkedHashMap<>();
    backwards.put("b", "2");
    backwards.put("a", "1");
    assertArrayEquals(
        EncryptionContext.canonical(forwards), EncryptionContext.canonical(backwards));
  }

  @Test
  void differentContextsDiffer() {
    byte[] one = EncryptionContext.canonical(Map.of("ab", "c"));
    assertFalse(Arrays.equals(one, EncryptionContext.canonical(Map.of("a", "bc"))));
    assertFalse(Arrays.equals(one, EncryptionContext.canonical(Map.of("ab", "c", "", ""))));
    assertArrayEquals(new byte[4], EncryptionContext.canonical(Map.of()));
  }
}
