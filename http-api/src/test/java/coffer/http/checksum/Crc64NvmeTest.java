package coffer.http.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Crc64NvmeTest {
  private final byte[] bytes = new byte[3 * 4096 + 100];

  Crc64NvmeTest() {
    new Random(64).nextBytes(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 1024, 4095, 4096, 4097, 8191, 8192, 12_289, 12_387})
  void lanesGiveWhatOneBitAfterTheOtherGives(int length) {
    var crc = new Crc64Nvme();
    crc.update(bytes, 1, length);
    assertEquals(bitByBit(1, length), crc.value());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 4096, 5000, 9999})
  void piecesGiveWhatTheWholeGives(int first) {
    var crc = new Crc64Nvme();
    crc.update(bytes, 0, first);
    crc.update(bytes, first, bytes.length - first);
    assertEquals(bitByBit(0, bytes.length), crc.value());
  }

  private long bitByBit(int offset, int length) {
    long crc = -1L;
    for (int i = offset; i < offset + length; i++) {
      crc ^= bytes[i] & 255;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ Crc64Nvme.POLYNOMIAL;
      }
    }
    return ~crc;
  }
}
