package coffer.node.chunk;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * The id of a run, 16 bytes: {@code lane (1) | milliseconds since 1970 (6) | random (9)}. The lane
 * byte tells where the chunks are, so that a read asks one place; the time makes new runs' keys
 * neighbours on disk. Nothing is decided by the time.
 */
final class RunId {
  static final int BYTES = 16;

  /** Where a run's chunks are kept. */
  enum Lane {
    /** Tables that many runs share, behind a journal: runs below {@link #TABLE_BYTES_MIN}. */
    GATHERED((byte) 1),
    /** Tables of their own, written aside and ingested whole. */
    TABLE((byte) 2);

    private final byte tag;

    Lane(byte tag) {
      this.tag = tag;
    }
  }

  /** Runs of at least this many stored bytes, or of a length unknown, get tables of their own. */
  static final long TABLE_BYTES_MIN = 8L << 20;

  private final byte[] bytes;
  private final Lane lane;

  private RunId(byte[] bytes, Lane lane) {
    this.bytes = bytes;
    this.lane = lane;
  }

  static RunId create(Lane lane, Clock clock, SecureRandom random) {
    var tail = new byte[9];
    random.nextBytes(tail);
    var bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(((long) lane.tag << 56) | (clock.millis() & 0xff_ffff_ffff_ffL) << 8)
            .put(7, tail)
            .array();
    return new RunId(bytes, lane);
  }

  /** From 32 lower case hex digits; throws IllegalArgumentException for anything else. */
  static RunId parse(String hex) {
    var id = of(HexFormat.of().parseHex(hex));
    if (!id.hex().equals(hex)) {
      throw new IllegalArgumentException("not a run id");
    }
    return id;
  }

  static RunId of(byte[] bytes) {
    if (bytes.length == BYTES) {
      for (var lane : Lane.values()) {
        if (lane.tag == bytes[0]) {
          return new RunId(bytes.clone(), lane);
        }
      }
    }
    throw new IllegalArgumentException("not a run id");
  }

  /** Of a length that is not known, or of so many stored bytes. */
  static Lane laneFor(OptionalLong storedBytes) {
    return storedBytes.isEmpty() || storedBytes.getAsLong() >= TABLE_BYTES_MIN
        ? Lane.TABLE
        : Lane.GATHERED;
  }

  long millis() {
    return ByteBuffer.wrap(bytes).getLong() >>> 8 & 0xffff_ffff_ffffL;
  }

  Lane lane() {
    return lane;
  }

  byte[] bytes() {
    return bytes;
  }

  String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
