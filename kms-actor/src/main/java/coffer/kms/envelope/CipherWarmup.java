package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Cipher;

/**
 * Encrypts until the just-in-time compiler has compiled the cipher's loop. Before that, SunJCE's
 * AES-GCM runs at some ten MB/s instead of GB/s, and the first requests would pay.
 *
 * <p>The compiler counts calls, not bytes: 5,000 calls with 1 KiB are made in a tenth of a second,
 * with 64 KiB they would take several. Below 1 KiB the wide instructions are not reached at all.
 */
public final class CipherWarmup {
  private static final long SMALL_LIMIT_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LIMIT_NANOS = Duration.ofMillis(450).toNanos();
  private static final int SMALL_BYTES = 1024;
  private static final int SMALL_ROUNDS = 20_000;

  /** 64 KiB sealed and opened in less than this: 2 GB/s, which no interpreter does. */
  private static final long FAST_NANOS = 64_000;

  private static final int FAST_IN_A_ROW = 50;

  private final long start = System.nanoTime();
  private final byte[] plain = new byte[Segments.PLAIN_BYTES];
  private final byte[] sealed = new byte[Segments.STORED_BYTES];
  private final SegmentCipher sealing;
  private final SegmentCipher opening;
  private long index;

  private CipherWarmup() {
    byte[] binding = new KeyBinding("0".repeat(32), "0".repeat(32)).bytes();
    byte[] noncePrefix = new byte[StreamHeaderDescriptor.NONCE_PREFIX_BYTES];
    byte[] salt = new byte[StreamHeaderDescriptor.SALT_BYTES];
    try (DataKey key = DataKey.generate(new SecureRandom())) {
      StreamKeys keys = StreamKeys.derive(key, salt, binding);
      sealing = new SegmentCipher(keys, noncePrefix, binding);
      opening = new SegmentCipher(keys, noncePrefix, binding);
    }
  }

  /**
   * Takes about 0.2 s on one core, and not much more than 0.45 s anywhere.
   *
   * @return how long it took
   */
  public static Duration run() {
    CipherWarmup warmup = new CipherWarmup();
    try {
      warmup.smallSegments();
      warmup.fullSegments();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to open what it sealed", e);
    }
    return Duration.ofNanos(warmup.elapsedNanos());
  }

  private void smallSegments() throws GeneralSecurityException {
    for (int round = 0; round < SMALL_ROUNDS && elapsedNanos() < SMALL_LIMIT_NANOS; round++) {
      sealAndOpen(SMALL_BYTES);
    }
  }

  private void fullSegments() throws GeneralSecurityException {
    int fast = 0;
    while (fast < FAST_IN_A_ROW && elapsedNanos() < LIMIT_NANOS) {
      long before = System.nanoTime();
      sealAndOpen(Segments.PLAIN_BYTES);
      fast = System.nanoTime() - before < FAST_NANOS ? fast + 1 : 0;
    }
  }

  private void sealAndOpen(int length) throws GeneralSecurityException {
    long at = index++;
    sealing.run(Cipher.ENCRYPT_MODE, at, false, plain, 0, length, sealed, 0);
    opening.run(Cipher.DECRYPT_MODE, at, false, sealed, 0, length + Segments.TAG_BYTES, plain, 0);
  }

  private long elapsedNanos() {
    return System.nanoTime() - start;
  }
}
