package coffer.http.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME (NVM Express base specification: reflected, polynomial 0xad93d23594c93659, all ones
 * before and after; {@code 123456789} gives 0xae8b14860a799888), eight bytes a step. Not safe for
 * use by several threads.
 */
public final class Crc64Nvme {
  /** The polynomial, bits reflected. */
  static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[][] TABLE = table();

  private long state = -1L;

  public void update(byte[] bytes, int offset, int length) {
    long crc = state;
    int at = offset;
    int end = offset + length;
    for (; at + 8 <= end; at += 8) {
      long x = crc ^ (long) LONG.get(bytes, at);
      crc =
          TABLE[7][(int) x & 255]
              ^ TABLE[6][(int) (x >>> 8) & 255]
              ^ TABLE[5][(int) (x >>> 16) & 255]
              ^ TABLE[4][(int) (x >>> 24) & 255]
              ^ TABLE[3][(int) (x >>> 32) & 255]
              ^ TABLE[2][(int) (x >>> 40) & 255]
              ^ TABLE[1][(int) (x >>> 48) & 255]
              ^ TABLE[0][(int) (x >>> 56)];
    }
    for (; at < end; at++) {
      crc = TABLE[0][(int) (crc ^ bytes[at]) & 255] ^ crc >>> 8;
    }
    state = crc;
  }

  public long value() {
    return ~state;
  }

  /** {@code table[n][b]}: what byte {@code b} adds when {@code n} more bytes follow it. */
  private static long[][] table() {
    var table = new long[8][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
      table[0][b] = crc;
    }
    for (int n = 1; n < 8; n++) {
      for (int b = 0; b < 256; b++) {
        long before = table[n - 1][b];
        table[n][b] = table[0][(int) before & 255] ^ before >>> 8;
      }
    }
    return table;
  }
}
