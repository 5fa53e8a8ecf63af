package coffer.kms.rootkey;

import java.nio.file.Path;

/** Where the root key comes from. */
public sealed interface RootKeySource {

  /**
   * A key file that Coffer makes in the data folder at first start (mode 0600). Whoever can copy
   * the data folder can then read everything: for development.
   */
  record GeneratedFile() implements RootKeySource {}

  /**
   * A random root key, sealed in the data folder under a key that Argon2id makes from a passphrase.
   *
   * @param characters at least one; the caller may clear them after {@link RootKeys#open}
   */
  record Passphrase(char[] characters) implements RootKeySource {
    @Override
    public String toString() {
      return "Passphrase[secret]";
    }
  }

  /**
   * A file of the operator's, outside the data folder, that only its owner can read: 32 raw bytes,
   * or the same as 64 hexadecimal digits or as base64, or a file that {@link GeneratedFile} made.
   */
  record KeyFile(Path file) implements RootKeySource {}
}
