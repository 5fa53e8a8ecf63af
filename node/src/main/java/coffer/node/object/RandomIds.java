package coffer.node.object;

import java.security.SecureRandom;
import java.util.HexFormat;

/** 128 random bits in 32 hex digits: ids of streams and uploads, and ETags that say nothing. */
final class RandomIds {
  private static final int BYTES = 16;

  private final SecureRandom random;

  RandomIds(SecureRandom random) {
    this.random = random;
  }

  String next() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
