package coffer.kms.envelope;

import java.util.Objects;

/**
 * The arithmetic of segment streams. A stream of n plaintext bytes is ceil(n / 64 KiB) segments,
 * but at least one; each is stored as its ciphertext and a 16-byte tag, one behind the other. All
 * but the last hold 64 KiB. All lengths are in bytes.
 */
public final class Segments {
  public static final int PLAIN_BYTES = 64 * 1024;
  public static final int TAG_BYTES = 16;

  /** Bytes of a stored segment that is full. */
  public static final int STORED_BYTES = PLAIN_BYTES + TAG_BYTES;

  /** The index is 32 bits wide. */
  public static final long COUNT_MAX = 1L << 32;

  /** 256 TiB. */
  public static final long STREAM_PLAIN_BYTES_MAX = COUNT_MAX * PLAIN_BYTES;

  private Segments() {}

  /**
   * The segments that hold a range of plaintext.
   *
   * @param firstIndex of the first segment to open
   * @param lastIndex of the last segment to open, inclusive
   * @param storedOffset where the first one starts in the stored stream
   * @param storedLength stored bytes of all of them
   * @param skip plaintext bytes to drop at the start of the first segment
   * @param length plaintext bytes wanted, from there on
   */
  public record Range(
      long firstIndex,
      long lastIndex,
      long storedOffset,
      long storedLength,
      int skip,
      long length) {}

  /** How many segments a stream has; 1 for an empty one. */
  public static long count(long plainLength) {
    checkPlainLength(plainLength);
    return Math.max(1, (plainLength + PLAIN_BYTES - 1) / PLAIN_BYTES);
  }

  /** Stored bytes of a stream, without its header. */
  public static long storedLength(long plainLength) {
    return plainLength + count(plainLength) * TAG_BYTES;
  }

  /**
   * The inverse of {@link #storedLength}.
   *
   * @throws TamperedException when no stream has this length
   */
  public static long plainLength(long storedLength) {
    long segments = Math.max(0, (storedLength + STORED_BYTES - 1) / STORED_BYTES);
    long plain = storedLength - segments * TAG_BYTES;
    if (plain < 0 || plain > STREAM_PLAIN_BYTES_MAX || storedLength(plain) != storedLength) {
      throw new TamperedException("no stream has " + storedLength + " stored bytes");
    }
    return plain;
  }

  /** Where a segment starts in the stored stream. */
  public static long storedOffset(long index) {
    Objects.checkIndex(index, COUNT_MAX);
    return index * STORED_BYTES;
  }

  /** Plaintext bytes of one segment of a stream. */
  public static int plainLengthOf(long index, long plainLength) {
    Objects.checkIndex(index, count(plainLength));
    return (int) Math.min(PLAIN_BYTES, plainLength - index * PLAIN_BYTES);
  }

  /** Stored bytes of one segment of a stream. */
  public static int storedLengthOf(long index, long plainLength) {
    return plainLengthOf(index, plainLength) + TAG_BYTES;
  }

  public static boolean isLast(long index, long plainLength) {
    return index == count(plainLength) - 1;
  }

  /**
   * @param offset first plaintext byte wanted
   * @param length plaintext bytes wanted; 0 only for the whole of an empty stream
   * @throws IndexOutOfBoundsException when the range is not inside the stream
   */
  public static Range range(long plainLength, long offset, long length) {
    checkPlainLength(plainLength);
    Objects.checkFromIndexSize(offset, length, plainLength);
    if (length == 0 && plainLength != 0) {
      throw new IndexOutOfBoundsException("an empty range has no segments");
    }
    long first = offset / PLAIN_BYTES;
    long last = Math.max(offset, offset + length - 1) / PLAIN_BYTES;
    long storedEnd = storedOffset(last) + storedLengthOf(last, plainLength);
    long start = storedOffset(first);
    int skip = (int) (offset - first * PLAIN_BYTES);
    return new Range(first, last, start, storedEnd - start, skip, length);
  }

  /** Whether a segment of this plaintext length may stand there: every stream has one form only. */
  static boolean lawful(long index, int plainLength, boolean last) {
    if (index < 0 || index >= COUNT_MAX || plainLength > PLAIN_BYTES) {
      return false;
    }
    if (!last) {
      return plainLength == PLAIN_BYTES;
    }
    return plainLength > 0 || plainLength == 0 && index == 0;
  }

  private static void checkPlainLength(long plainLength) {
    if (plainLength < 0 || plainLength > STREAM_PLAIN_BYTES_MAX) {
      throw new IllegalArgumentException("a stream cannot have " + plainLength + " bytes");
    }
  }
}
