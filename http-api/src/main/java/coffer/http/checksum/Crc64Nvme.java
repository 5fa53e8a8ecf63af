package coffer.http.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME (NVM Express base specification: reflected, polynomial 0xad93d23594c93659, all ones
 * before and after; {@code 123456789} gives 0xae8b14860a799888), eight bytes a step. Not safe for
 * use by several threads.
 *
 * <p>A step must wait for the one before it, which leaves most of a core idle; so longer inputs are
 * cut into four lanes that are computed side by side and joined: CRCs are linear, and the CRC of A
 * and B is that of A moved over as many zero bytes as B has, plus that of B from zero.
 */
public final class Crc64Nvme {
  /** The polynomial, bits reflected. */
  static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

  private static final int LANE_BYTES = 1024;
  private static final int LANES_BYTES = 4 * LANE_BYTES;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** At {@code 256 n + b}: what byte {@code b} adds when {@code n} more bytes follow it. */
  private static final long[] TABLE = table();

  /** At {@code 256 n + b}: byte n (from the lowest) of a state, moved over a lane of zero bytes. */
  private static final long[] OVER_LANE = overLane();

  private long state = -1L;

  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; at + LANES_BYTES <= end; at += LANES_BYTES) {
      state = lanes(state, bytes, at);
    }
    long crc = state;
    for (; at + 8 <= end; at += 8) {
      crc = step(crc ^ (long) LONG.get(bytes, at));
    }
    for (; at < end; at++) {
      crc = TABLE[(int) (crc ^ bytes[at]) & 255] ^ crc >>> 8;
    }
    state = crc;
  }

  private static long lanes(long before, byte[] bytes, int at) {
    long first = before;
    long second = 0;
    long third = 0;
    long fourth = 0;
    for (int i = at; i < at + LANE_BYTES; i += 8) {
      first = step(first ^ (long) LONG.get(bytes, i));
      second = step(second ^ (long) LONG.get(bytes, i + LANE_BYTES));
      third = step(third ^ (long) LONG.get(bytes, i + 2 * LANE_BYTES));
      fourth = step(fourth ^ (long) LONG.get(bytes, i + 3 * LANE_BYTES));
    }
    long joined = overLane(first) ^ second;
    joined = overLane(joined) ^ third;
    return overLane(joined) ^ fourth;
  }

  /** Over eight bytes, which the argument holds together with the state. */
  private static long step(long x) {
    return TABLE[7 * 256 + ((int) x & 255)]
        ^ TABLE[6 * 256 + ((int) (x >>> 8) & 255)]
        ^ TABLE[5 * 256 + ((int) (x >>> 16) & 255)]
        ^ TABLE[4 * 256 + ((int) (x >>> 24) & 255)]
        ^ TABLE[3 * 256 + ((int) (x >>> 32) & 255)]
        ^ TABLE[2 * 256 + ((int) (x >>> 40) & 255)]
        ^ TABLE[256 + ((int) (x >>> 48) & 255)]
        ^ TABLE[(int) (x >>> 56)];
  }

  private static long overLane(long state) {
    long moved = 0;
    for (int n = 0; n < 8; n++) {
      moved ^= OVER_LANE[n * 256 + ((int) (state >>> 8 * n) & 255)];
    }
    return moved;
  }

  public long value() {
    return ~state;
  }

  private static long[] table() {
    var table = new long[8 * 256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
      table[b] = crc;
    }
    for (int i = 256; i < table.length; i++) {
      long before = table[i - 256];
      table[i] = table[(int) before & 255] ^ before >>> 8;
    }
    return table;
  }

  private static long[] overLane() {
    var table = new long[8 * 256];
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long moved = 1L << bit;
      for (int i = 0; i < LANE_BYTES; i++) {
        moved = TABLE[(int) moved & 255] ^ moved >>> 8;
      }
      int mask = 1 << bit % 8;
      for (int b = 0; b < 256; b++) {
        if ((b & mask) != 0) {
          table[bit / 8 * 256 + b] ^= moved;
        }
      }
    }
    return table;
  }
}
