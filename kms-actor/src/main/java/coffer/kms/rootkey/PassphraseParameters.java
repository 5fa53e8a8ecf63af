package coffer.kms.rootkey;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a passphrase is made into a key: Argon2id, version 1.3 (RFC 9106), by BouncyCastle.
 *
 * @param memoryKib memory
 * @param passes over the memory
 * @param lanes degree of parallelism
 * @param salt 32 random bytes
 */
record PassphraseParameters(int memoryKib, int passes, int lanes, byte[] salt) {
  static final int SALT_BYTES = 32;

  /** A file from elsewhere must not make the node use more: 1 GiB, 64 passes, 64 lanes. */
  private static final int MEMORY_KIB_MAX = 1 << 20;

  private static final int PASSES_MAX = 64;
  private static final int LANES_MAX = 64;
  private static final int MEMORY_KIB_PER_LANE_MIN = 8;
  private static final int KEY_BYTES = 32;

  PassphraseParameters {
    if (lanes < 1
        || lanes > LANES_MAX
        || passes < 1
        || passes > PASSES_MAX
        || memoryKib < MEMORY_KIB_PER_LANE_MIN * lanes
        || memoryKib > MEMORY_KIB_MAX
        || salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("Argon2id parameters out of bounds");
    }
  }

  /** The second choice of RFC 9106, section 4, for where 2 GiB are too much: 64 MiB, 3 passes. */
  static PassphraseParameters recommended(byte[] salt) {
    return new PassphraseParameters(64 * 1024, 3, 4, salt);
  }

  /** The passphrase's 32-byte key. */
  byte[] key(char[] passphrase) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
    byte[] password = new byte[encoded.remaining()];
    encoded.get(password);
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(password, key);
    Arrays.fill(password, (byte) 0);
    Arrays.fill(encoded.array(), (byte) 0);
    return key;
  }
}
