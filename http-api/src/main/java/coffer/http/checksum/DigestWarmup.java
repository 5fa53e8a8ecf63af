package coffer.http.checksum;

import java.time.Duration;
import java.util.List;

/**
 * Computes what bodies are checked with often enough for the just-in-time compiler. Before that,
 * the JDK's digests do not use the processor's instructions for them, and the compiler counts
 * calls, not bytes: some seconds of large bodies would pass.
 */
public final class DigestWarmup {
  /** Enough for all lanes of {@link Crc64Nvme}. */
  private static final int BYTES = 4096;

  private DigestWarmup() {}

  /**
   * Returns soon after the limit, if not before.
   *
   * @return whether there was time for all rounds
   */
  public static boolean run(int rounds, Duration limit) {
    long start = System.nanoTime();
    var bytes = new byte[BYTES];
    var digests =
        List.of(
            RunningChecksum.of(ChecksumAlgorithm.SHA256),
            RunningChecksum.md5(),
            RunningChecksum.of(ChecksumAlgorithm.CRC64NVME));
    for (int round = 0; round < rounds; round++) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      for (var digest : digests) {
        digest.update(bytes, 0, bytes.length);
      }
    }
    return true;
  }
}
