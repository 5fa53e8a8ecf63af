package coffer.kms.rootkey;

import coffer.kms.envelope.KeyWrap;
import coffer.kms.envelope.TamperedException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A root key sealed under a passphrase. The seal covers the parameters, and its tag is the check
 * value by which a wrong passphrase is refused.
 *
 * <pre>
 *    0   1  version, 1
 *    1   1  1: Argon2id version 1.3
 *    2   4  memory in KiB
 *    6   4  passes
 *   10   4  lanes
 *   14  32  salt
 *   46  61  the root key, as {@link KeyWrap} wraps it; bytes 0 to 45 are authenticated
 * </pre>
 *
 * Integers are big-endian.
 */
final class SealedRootKey {
  static final int VERSION = 1;
  static final int ARGON2ID = 1;
  static final int MEMORY_OFFSET = 2;
  static final int PASSES_OFFSET = 6;
  static final int LANES_OFFSET = 10;
  static final int SALT_OFFSET = 14;
  static final int WRAPPED_OFFSET = SALT_OFFSET + PassphraseParameters.SALT_BYTES;
  static final int BYTES = WRAPPED_OFFSET + KeyWrap.WRAPPED_BYTES;

  private SealedRootKey() {}

  static byte[] seal(byte[] rootKey, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[PassphraseParameters.SALT_BYTES];
    random.nextBytes(salt);
    return seal(rootKey, passphrase, PassphraseParameters.recommended(salt), random);
  }

  static byte[] seal(
      byte[] rootKey, char[] passphrase, PassphraseParameters parameters, SecureRandom random) {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.put((byte) VERSION).put((byte) ARGON2ID);
    out.putInt(parameters.memoryKib()).putInt(parameters.passes()).putInt(parameters.lanes());
    out.put(parameters.salt());
    byte[] authenticated = Arrays.copyOf(out.array(), WRAPPED_OFFSET);
    byte[] key = parameters.key(passphrase);
    out.put(KeyWrap.wrap(key, rootKey, authenticated, random));
    Arrays.fill(key, (byte) 0);
    return out.array();
  }

  /**
   * @throws TamperedException when the passphrase is wrong or the bytes are damaged
   */
  static byte[] open(byte[] sealed, char[] passphrase) {
    if (sealed.length != BYTES || sealed[0] != VERSION || sealed[1] != ARGON2ID) {
      throw damaged();
    }
    byte[] key = parameters(sealed).key(passphrase);
    try {
      return KeyWrap.unwrap(
          key,
          Arrays.copyOfRange(sealed, WRAPPED_OFFSET, BYTES),
          Arrays.copyOf(sealed, WRAPPED_OFFSET));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static PassphraseParameters parameters(byte[] sealed) {
    ByteBuffer in = ByteBuffer.wrap(sealed);
    try {
      return new PassphraseParameters(
          in.getInt(MEMORY_OFFSET),
          in.getInt(PASSES_OFFSET),
          in.getInt(LANES_OFFSET),
          Arrays.copyOfRange(sealed, SALT_OFFSET, WRAPPED_OFFSET));
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static TamperedException damaged() {
    return new TamperedException("the sealed root key is damaged or of an unknown version");
  }
}
