package coffer.node.index.row;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a row's value. First the version (1 byte); then fields without names: numbers as unsigned
 * LEB128 varints, bytes and UTF-8 strings with their length before them, flags as one byte,
 * optionals as a flag and the value, instants as the milliseconds since 1970 (8 bytes, big endian).
 */
public final class RowWriter {
  private byte[] bytes;
  private int length;

  /**
   * Writes the version.
   *
   * @param sizeHint bytes to begin with; it grows as needed
   */
  public RowWriter(int version, int sizeHint) {
    bytes = new byte[Math.max(16, sizeHint)];
    bytes[length++] = (byte) version;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** One byte, 0 or 1. */
  public RowWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  RowWriter octet(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Not negative. */
  public RowWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a negative number: " + value);
    }
    ensure(9);
    var left = value;
    while (left > 0x7f) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
    return this;
  }

  /** Eight bytes, big endian. */
  public RowWriter long64(long value) {
    ensure(8);
    for (var shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** To the millisecond. */
  public RowWriter instant(Instant value) {
    return long64(value.toEpochMilli());
  }

  /** With their length before them. */
  public RowWriter bytes(byte[] value) {
    number(value.length);
    return raw(value);
  }

  /** Without their length. */
  public RowWriter raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** UTF-8 with its length before it. */
  public RowWriter string(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** 32 hex digits in 16 bytes. */
  RowWriter id(String hex) {
    return raw(parseId(hex));
  }

  /** A flag, and the value if there is one. */
  public <T> RowWriter optional(Optional<T> value, Consumer<T> write) {
    flag(value.isPresent());
    value.ifPresent(write);
    return this;
  }

  /** In the order of the names, so that equal maps have equal bytes. */
  RowWriter strings(Map<String, String> values) {
    number(values.size());
    new TreeMap<>(values).forEach((name, value) -> string(name).string(value));
    return this;
  }

  /** What was written, copied. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  static byte[] parseId(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("an id has 32 hex digits");
    }
    return HexFormat.of().parseHex(hex);
  }
}
