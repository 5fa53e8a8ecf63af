package coffer.clients;

import java.util.Random;

/** Contents whose bytes follow from a seed, so that any of them can be judged alone. */
final class Bytes {
  private Bytes() {}

  static byte[] of(long seed, int length) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
