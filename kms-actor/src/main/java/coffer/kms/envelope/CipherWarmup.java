package coffer.kms.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Cipher;

/**
 * Encrypts and decrypts often enough for the just-in-time compiler to compile the cipher's loop.
 * Before that, SunJCE's AES-GCM does not use the processor's wide instructions, and requests would
 * pay, for most of a minute where they are large: the compiler counts calls, not bytes.
 *
 * <p>Below 1 KiB the wide instructions are not reached at all.
 */
public final class CipherWarmup {
  private static final int SMALL_BYTES = 1024;

  private static final int SMALL_FOR_A_FULL_ONE = 100;

  private final long limitNanos;
  private final long start = System.nanoTime();
  private final byte[] plain = new byte[Segments.PLAIN_BYTES];
  private final byte[] sealed = new byte[Segments.STORED_BYTES];
  private final SegmentCipher sealing;
  private final SegmentCipher opening;
  private long index;

  private CipherWarmup(Duration limit) {
    limitNanos = limit.toNanos();
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
   * Returns soon after the limit, if not before.
   *
   * @param rounds of small segments; 5,000 take some tenths of a second on one core
   * @return whether there was time for all of them
   */
  public static boolean run(int rounds, Duration limit) {
    CipherWarmup warmup = new CipherWarmup(limit);
    try {
      return warmup.rounds(rounds, SMALL_BYTES)
          && warmup.rounds(rounds / SMALL_FOR_A_FULL_ONE, Segments.PLAIN_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to open what it sealed", e);
    }
  }

  private boolean rounds(int rounds, int length) throws GeneralSecurityException {
    for (int round = 0; round < rounds; round++) {
      if (System.nanoTime() - start > limitNanos) {
        return false;
      }
      sealAndOpen(length);
    }
    return true;
  }

  private void sealAndOpen(int length) throws GeneralSecurityException {
    long at = index++;
    sealing.run(Cipher.ENCRYPT_MODE, at, false, plain, 0, length, sealed, 0);
    opening.run(Cipher.DECRYPT_MODE, at, false, sealed, 0, length + Segments.TAG_BYTES, plain, 0);
  }
}
