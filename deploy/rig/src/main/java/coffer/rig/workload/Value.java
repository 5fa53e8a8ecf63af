package coffer.rig.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of an object, which follow from (seed, key, operation, length) and say so themselves:
 * any body can be judged alone.
 *
 * <p>Layout: blocks of 1,024 bytes, the last one shorter. Each block that has room begins with the
 * 16 bytes of {@link #MAGIC} and the operation's number (8, big endian), so that it is known of any
 * block whose it is and so that no block can stand in the clear unnoticed. The first goes on with
 * the hash of its key (8), the length of the body (8) and the CRC32C (4) of all other bytes of the
 * body; the rest is pseudo random.
 */
public final class Value {
  /** Smallest body. */
  public static final int HEADER_BYTES = 44;

  private static final String MAGIC_TEXT = "rigCANARY\u0001plain\u0002";
  private static final int MAGIC_BYTES = 16;
  private static final int BLOCK_BYTES = 1024;
  private static final int MARK_BYTES = MAGIC_BYTES + 8;
  private static final int CRC_AT = 40;

  private Value() {}

  /** What may stand on no disk. */
  public static byte[] magic() {
    return MAGIC_TEXT.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * @param operation above 0
   * @param length at least {@link #HEADER_BYTES}
   */
  public static byte[] of(long seed, String key, long operation, int length) {
    return of(seed, hash(key), operation, length);
  }

  private static byte[] of(long seed, long keyHash, long operation, int length) {
    if (length < HEADER_BYTES) {
      throw new IllegalArgumentException("a value has at least " + HEADER_BYTES + " bytes");
    }
    var body = new byte[length];
    fill(body, mix(seed ^ mix(keyHash ^ mix(operation ^ mix(length)))));
    var buffer = ByteBuffer.wrap(body);
    var magic = magic();
    for (int at = 0; at + MARK_BYTES <= length; at += BLOCK_BYTES) {
      buffer.put(at, magic).putLong(at + MAGIC_BYTES, operation);
    }
    buffer.putLong(MARK_BYTES, keyHash).putLong(MARK_BYTES + 8, length);
    return buffer.putInt(CRC_AT, crc(body)).array();
  }

  /** What a body turned out to be. */
  public sealed interface Judgement {
    /** The whole value of that operation. */
    record Whole(long operation) implements Judgement {}

    /** No value: cut off, mixed, changed or never written. */
    record Broken(String why) implements Judgement {}
  }

  /** Of bytes that a store gave for a key; of a copy, the key where they were first written. */
  public static Judgement judge(long seed, byte[] body) {
    if (body.length < HEADER_BYTES) {
      return new Judgement.Broken("only " + body.length + " bytes");
    }
    var buffer = ByteBuffer.wrap(body);
    if (!Arrays.equals(body, 0, MAGIC_BYTES, magic(), 0, MAGIC_BYTES)) {
      return new Judgement.Broken("does not begin as a value");
    }
    long operation = buffer.getLong(MAGIC_BYTES);
    long length = buffer.getLong(MARK_BYTES + 8);
    if (length != body.length) {
      return new Judgement.Broken(
          "%d bytes of operation #%d, which wrote %d".formatted(body.length, operation, length));
    }
    var expected = of(seed, buffer.getLong(MARK_BYTES), operation, body.length);
    int mismatch = Arrays.mismatch(expected, body);
    if (mismatch < 0) {
      return new Judgement.Whole(operation);
    }
    return new Judgement.Broken(
        "operation #%d, but from byte %d on: %s%s"
            .formatted(
                operation,
                mismatch,
                owner(buffer, mismatch),
                crc(body) == buffer.getInt(CRC_AT) ? "; its CRC fits" : ""));
  }

  private static String owner(ByteBuffer body, int position) {
    int block = position / BLOCK_BYTES * BLOCK_BYTES;
    if (block + MARK_BYTES > body.capacity()) {
      return "other bytes";
    }
    var mark = new byte[MAGIC_BYTES];
    body.get(block, mark);
    return Arrays.equals(mark, magic())
        ? "a block of operation #" + body.getLong(block + MAGIC_BYTES)
        : "other bytes";
  }

  private static int crc(byte[] body) {
    var crc = new CRC32C();
    crc.update(body, 0, CRC_AT);
    crc.update(body, CRC_AT + 4, body.length - CRC_AT - 4);
    return (int) crc.getValue();
  }

  private static void fill(byte[] body, long start) {
    var buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    long state = start;
    while (buffer.remaining() >= 8) {
      state += 0x9e3779b97f4a7c15L;
      buffer.putLong(mix(state));
    }
    long last = mix(state + 0x9e3779b97f4a7c15L);
    while (buffer.hasRemaining()) {
      buffer.put((byte) last);
      last >>>= 8;
    }
  }

  private static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
