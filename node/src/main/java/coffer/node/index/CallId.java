package coffer.node.index;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Names one write, through all its attempts: 128 random bits, made once by who asks for it. */
public record CallId(long high, long low) {
  static final int BYTES = 16;

  static CallId random(RandomGenerator random) {
    return new CallId(random.nextLong(), random.nextLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /**
   * @throws IllegalArgumentException when there are not 16 bytes
   */
  static CallId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a call id has 16 bytes");
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new CallId(buffer.getLong(), buffer.getLong());
  }
}
