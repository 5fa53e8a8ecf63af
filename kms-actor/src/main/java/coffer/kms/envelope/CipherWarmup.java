package coffer.kms.envelope;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * Seals and opens segments until the just-in-time compiler has compiled the cipher's loop. Before
 * that, SunJCE's AES-GCM runs at some ten MB/s instead of GB/s, and the first requests would pay.
 */
public final class CipherWarmup {
  private static final long LIMIT_NANOS = Duration.ofMillis(450).toNanos();

  /** 64 KiB in less than this, sealed or opened, is 2 GB/s: no interpreter does that. */
  private static final long FAST_NANOS = 32_000;

  private static final int FAST_IN_A_ROW = 50;

  private CipherWarmup() {}

  /**
   * Takes about 0.3 s on one core, and never much more than 0.45 s, also where the processor has no
   * AES instructions.
   *
   * @return how long it took
   */
  public static Duration run() {
    long start = System.nanoTime();
    byte[] plain = new byte[Segments.PLAIN_BYTES];
    int fast = 0;
    try (DataKey key = DataKey.generate(new SecureRandom())) {
      KeyBinding binding = new KeyBinding("warm-up", "warm-up");
      SegmentEncryptor encryptor = new SegmentEncryptor(key, binding);
      SegmentDecryptor decryptor = new SegmentDecryptor(encryptor.header(), key, binding);
      for (long index = 0; fast < FAST_IN_A_ROW; index++) {
        long before = System.nanoTime();
        byte[] sealed = encryptor.seal(plain, 0, plain.length, false);
        decryptor.open(index, sealed, 0, sealed.length, false);
        long after = System.nanoTime();
        fast = after - before < 2 * FAST_NANOS ? fast + 1 : 0;
        if (after - start > LIMIT_NANOS) {
          break;
        }
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
