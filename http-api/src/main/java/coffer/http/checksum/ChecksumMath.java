package coffer.http.checksum;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** Checksums of wholes from those of their parts. Values are base64 as in S3's headers. */
public final class ChecksumMath {
  private ChecksumMath() {}

  /** The number of raw bytes of a value. */
  public static int bytes(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32, CRC32C -> 4;
      case CRC64NVME -> 8;
      case SHA1 -> 20;
      case SHA256 -> 32;
    };
  }

  /** Whether the text is base64 of the right length, in its one canonical spelling. */
  public static boolean isValid(ChecksumAlgorithm algorithm, String base64) {
    try {
      var raw = Base64.getDecoder().decode(base64);
      return raw.length == bytes(algorithm)
          && Base64.getEncoder().encodeToString(raw).equals(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The CRC of A followed by B.
   *
   * @param lengthB bytes of B
   * @throws IllegalArgumentException for a hash, or a value that is not valid
   */
  public static String combine(
      ChecksumAlgorithm algorithm, String base64A, String base64B, long lengthB) {
    return switch (algorithm) {
      case CRC32 -> combine(32, 0xEDB88320L, base64A, base64B, lengthB);
      case CRC32C -> combine(32, 0x82F63B78L, base64A, base64B, lengthB);
      case CRC64NVME -> combine(64, Crc64Nvme.POLYNOMIAL, base64A, base64B, lengthB);
      case SHA1, SHA256 -> throw new IllegalArgumentException(algorithm + " does not combine");
    };
  }

  /**
   * The checksum of checksums: {@code base64(algorithm(raw values, one behind the other))-N}.
   *
   * @param base64Parts the full-object checksum of each part, in order
   */
  public static String composite(ChecksumAlgorithm algorithm, List<String> base64Parts) {
    var running = RunningChecksum.of(algorithm);
    for (var part : base64Parts) {
      var raw = Base64.getDecoder().decode(part);
      running.update(raw, 0, raw.length);
    }
    return running.finishBase64() + "-" + base64Parts.size();
  }

  private static String combine(
      int width, long polynomial, String base64A, String base64B, long lengthB) {
    long a = value(width, base64A);
    long b = value(width, base64B);
    long combined = multiply(width, polynomial, power(width, polynomial, lengthB), a) ^ b;
    var raw = ByteBuffer.allocate(width / 8);
    var written = width == 32 ? raw.putInt((int) combined) : raw.putLong(combined);
    return Base64.getEncoder().encodeToString(written.array());
  }

  private static long value(int width, String base64) {
    var raw = Base64.getDecoder().decode(base64);
    if (raw.length != width / 8) {
      throw new IllegalArgumentException("a CRC of " + raw.length + " bytes");
    }
    var buffer = ByteBuffer.wrap(raw);
    return width == 32 ? Integer.toUnsignedLong(buffer.getInt()) : buffer.getLong();
  }

  /** {@code x^(8 * bytes)} modulo the polynomial; bit {@code width - 1} stands for {@code x^0}. */
  private static long power(int width, long polynomial, long bytes) {
    long result = 1L << width - 1;
    long square = 1L << width - 9; // x^8
    for (long n = bytes; n > 0; n >>= 1) {
      if ((n & 1) != 0) {
        result = multiply(width, polynomial, square, result);
      }
      square = multiply(width, polynomial, square, square);
    }
    return result;
  }

  /** {@code a * b} modulo the polynomial, all reflected. */
  private static long multiply(int width, long polynomial, long a, long b) {
    long product = 0;
    long shifted = b;
    for (long mask = 1L << width - 1; mask != 0; mask >>>= 1) {
      if ((a & mask) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ polynomial;
    }
    return product;
  }
}
