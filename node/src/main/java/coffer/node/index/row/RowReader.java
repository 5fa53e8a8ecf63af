package coffer.node.index.row;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what {@link RowWriter} wrote; anything else is a {@link CorruptRowException}. */
public final class RowReader {
  private final byte[] bytes;
  private int at;

  /**
   * Begins behind the version.
   *
   * @param version the only one that can be read
   */
  public RowReader(byte[] bytes, int version) {
    this.bytes = bytes;
    if (bytes.length == 0 || bytes[0] != version) {
      throw new CorruptRowException("a version that is not known here");
    }
    at = 1;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  /** Fails when there is anything behind the last field. */
  public void end() {
    if (hasMore()) {
      throw new CorruptRowException("bytes behind the last field");
    }
  }

  int octet() {
    need(1);
    return bytes[at++] & 0xff;
  }

  boolean flag() {
    return switch (octet()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new CorruptRowException("a flag that is neither 0 nor 1");
    };
  }

  long number() {
    var value = 0L;
    for (var shift = 0; shift < 63; shift += 7) {
      var octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new CorruptRowException("a number of more than 63 bits");
  }

  /** A number of at most 31 bits. */
  public int count() {
    var value = number();
    if (value > Integer.MAX_VALUE) {
      throw new CorruptRowException("a number of more than 31 bits");
    }
    return (int) value;
  }

  long long64() {
    need(8);
    var value = 0L;
    for (var i = 0; i < 8; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  /** To the millisecond. */
  public Instant instant() {
    return Instant.ofEpochMilli(long64());
  }

  /** Bytes with their length before them. */
  public byte[] bytes() {
    return raw(count());
  }

  /** So many bytes. */
  public byte[] raw(int length) {
    need(length);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /** UTF-8 with its length before it. */
  public String string() {
    var length = count();
    need(length);
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  String id() {
    return HexFormat.of().formatHex(raw(16));
  }

  <T> Optional<T> optional(Supplier<T> read) {
    return flag() ? Optional.of(read.get()) : Optional.empty();
  }

  Map<String, String> strings() {
    var values = new LinkedHashMap<String, String>();
    for (var left = count(); left > 0; left--) {
      values.put(string(), string());
    }
    return values;
  }

  <E extends Enum<E>> E oneOf(E[] values) {
    var ordinal = octet();
    if (ordinal >= values.length) {
      throw new CorruptRowException("a code that is not known here");
    }
    return values[ordinal];
  }

  private void need(int more) {
    if (more < 0 || bytes.length - at < more) {
      throw new CorruptRowException("the row ends too early");
    }
  }
}
