package coffer.kms.rootkey;

import coffer.kms.envelope.TamperedException;
import coffer.kms.rootkey.RootKeySource.GeneratedFile;
import coffer.kms.rootkey.RootKeySource.KeyFile;
import coffer.kms.rootkey.RootKeySource.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a data folder's root key, making one at first start. The folder then has
 *
 * <ul>
 *   <li>{@code root-key.check}, a value derived from the key, by which every later start with
 *       another key is refused: {@code u8 version 1, 32 bytes},
 *   <li>{@code root-key}, the key in the clear, for {@link GeneratedFile} only,
 *   <li>{@code root-key.sealed}, the key under a passphrase, for {@link Passphrase} only.
 * </ul>
 *
 * The caller holds the data folder's lock.
 */
public final class RootKeys {
  /** Names in the data folder. */
  public static final String GENERATED_FILE = "root-key";

  public static final String SEALED_FILE = "root-key.sealed";
  public static final String CHECK_FILE = "root-key.check";

  private static final Logger LOG = LoggerFactory.getLogger(RootKeys.class);
  private static final String CHECK_PURPOSE = "coffer/root-key-check/v1";
  private static final byte CHECK_VERSION = 1;
  private static final int CHECK_BYTES = 32;

  private RootKeys() {}

  /**
   * @param dataDir made when absent
   * @throws RootKeyException with a message for the operator: the key is missing, unreadable, not
   *     private, or not the one of this folder; the passphrase is wrong
   */
  public static RootKey open(RootKeySource source, Path dataDir) {
    return open(source, dataDir, new SecureRandom());
  }

  static RootKey open(RootKeySource source, Path dataDir, SecureRandom random) {
    try {
      Files.createDirectories(dataDir);
      byte[] bytes =
          switch (source) {
            case GeneratedFile() -> generated(dataDir, random);
            case Passphrase(char[] characters) -> sealed(dataDir, characters, random);
            case KeyFile(Path file) -> given(file);
          };
      RootKey key = RootKey.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      check(key, dataDir.resolve(CHECK_FILE));
      return key;
    } catch (IOException e) {
      throw new RootKeyException("cannot read or write the root key: " + e, e);
    }
  }

  private static byte[] generated(Path dataDir, SecureRandom random) throws IOException {
    Path file = dataDir.resolve(GENERATED_FILE);
    if (Files.notExists(file)) {
      refuseWhenLost(dataDir, file);
      byte[] key = fresh(random);
      PrivateFile.write(file, KeyFileFormat.encode(key));
      Arrays.fill(key, (byte) 0);
      LOG.warn(
          "made a root key in {}: whoever can copy the data folder can read everything in it;"
              + " use a passphrase or a key file elsewhere for data that matters",
          file);
    }
    return given(file);
  }

  private static byte[] sealed(Path dataDir, char[] passphrase, SecureRandom random)
      throws IOException {
    if (passphrase.length == 0) {
      throw new RootKeyException("the root key's passphrase is empty");
    }
    Path file = dataDir.resolve(SEALED_FILE);
    if (Files.notExists(file)) {
      refuseWhenLost(dataDir, file);
      byte[] key = fresh(random);
      PrivateFile.write(file, SealedRootKey.seal(key, passphrase, random));
      Arrays.fill(key, (byte) 0);
    }
    try {
      return SealedRootKey.open(PrivateFile.read(file, SealedRootKey.BYTES), passphrase);
    } catch (TamperedException e) {
      throw new RootKeyException("wrong passphrase for " + file + ", or the file is damaged", e);
    }
  }

  private static byte[] given(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new RootKeyException("the root key file " + file + " does not exist");
    }
    if (!PrivateFile.isOwnerOnly(file)) {
      throw new RootKeyException(
          "the root key file " + file + " can be used by others: chmod 600 " + file);
    }
    byte[] content = PrivateFile.read(file, KeyFileFormat.FILE_BYTES_MAX);
    byte[] key =
        KeyFileFormat.decode(content)
            .orElseThrow(
                () ->
                    new RootKeyException(
                        "the root key file "
                            + file
                            + " must hold 32 random bytes, raw, as 64 hexadecimal digits or as"
                            + " base64"));
    Arrays.fill(content, (byte) 0);
    return key;
  }

  /** A folder that has a check value had a key: a new one would lock its data for ever. */
  private static void refuseWhenLost(Path dataDir, Path file) {
    if (Files.exists(dataDir.resolve(CHECK_FILE))) {
      throw new RootKeyException(
          "the data folder "
              + dataDir
              + " was made with a root key, but "
              + file
              + " is missing: restore it, or give the root key as it was given before");
    }
  }

  private static void check(RootKey key, Path file) throws IOException {
    byte[] expected = new byte[1 + CHECK_BYTES];
    expected[0] = CHECK_VERSION;
    System.arraycopy(key.derive(CHECK_PURPOSE, CHECK_BYTES), 0, expected, 1, CHECK_BYTES);
    if (Files.notExists(file)) {
      PrivateFile.write(file, expected);
    } else if (!MessageDigest.isEqual(expected, PrivateFile.read(file, expected.length))) {
      key.close();
      throw new RootKeyException(
          "this is not the root key that the data folder "
              + file.getParent()
              + " was made with: start with that one");
    }
  }

  private static byte[] fresh(SecureRandom random) {
    byte[] key = new byte[RootKey.BYTES];
    random.nextBytes(key);
    return key;
  }
}
