package coffer.kms.mac;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of RFC 4231. */
class HmacSha256Test {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  })
  void givesTheCodesOfRfc4231(String key, String data, String code) {
    assertEquals(code, HEX.formatHex(HmacSha256.of(HEX.parseHex(key), data.getBytes(US_ASCII))));
  }

  @Test
  void takesKeysLongerThanABlock() {
    var key = new byte[131];
    Arrays.fill(key, (byte) 0xaa);
    var data = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(US_ASCII);
    assertEquals(
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        HEX.formatHex(HmacSha256.of(key, data)));
  }

  @Test
  void readsPartsAsOneMessage() {
    var key = "Jefe".getBytes(US_ASCII);
    assertArrayEquals(
        HmacSha256.of(key, "what do ya want for nothing?".getBytes(US_ASCII)),
        HmacSha256.of(
            key,
            "what do ya ".getBytes(US_ASCII),
            new byte[0],
            "want for nothing?".getBytes(US_ASCII)));
  }

  @Test
  void refusesAnEmptyKey() {
    assertThrows(IllegalArgumentException.class, () -> HmacSha256.of(new byte[0], new byte[] {1}));
  }
}
