package coffer.node.index.call;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Names one write, through all its attempts: 128 random bits, made once by who asks for it. */
public record CallId(long high, long low) {
  /** Bytes of an id. */
  public static final int BYTES = 16;

  /** A new id. */
  public static CallId random(RandomGenerator random) {
    return new CallId(random.nextLong(), random.nextLong());
  }

  /** The 16 bytes, big endian. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /**
   * @throws IllegalArgumentException when there are not 16 bytes
   */
  public static CallId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a call id has 16 bytes");
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new CallId(buffer.getLong(), buffer.getLong());
  }
}
