package coffer.node.join;

import coffer.kms.rootkey.PrivateFile;
import coffer.kms.rootkey.RootKeySource;
import coffer.kms.rootkey.RootKeySource.GeneratedFile;
import coffer.kms.rootkey.RootKeySource.KeyFile;
import coffer.kms.rootkey.RootKeySource.Passphrase;
import coffer.kms.rootkey.RootKeys;
import coffer.node.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a node that joins is given of the root key: files of the data folder as they are.
 *
 * @param form which of the files {@code key} is
 * @param key empty when the operator gives each node the key
 * @param check {@code root-key.check}, by which {@link RootKeys#open} refuses another key or
 *     passphrase than the cluster's
 */
public record RootKeyShare(Form form, byte[] key, byte[] check) {
  private static final int FILE_BYTES_MAX = 1024;

  /** Where the new node has its root key from. */
  public enum Form {
    /** {@code root-key}: the key in the clear. */
    GENERATED,
    /** {@code root-key.sealed}: opens with the passphrase, which the operator gives each node. */
    SEALED,
    /** Nothing: the operator gives each node the key file. */
    GIVEN
  }

  /** Reads a node's own files, which {@link RootKeys#open} has made. Blocks. */
  public static RootKeyShare of(RootKeySource source, Path dataDir) {
    try {
      var check = PrivateFile.read(dataDir.resolve(RootKeys.CHECK_FILE), FILE_BYTES_MAX);
      return switch (source) {
        case GeneratedFile() ->
            new RootKeyShare(Form.GENERATED, read(dataDir, RootKeys.GENERATED_FILE), check);
        case Passphrase passphrase ->
            new RootKeyShare(Form.SEALED, read(dataDir, RootKeys.SEALED_FILE), check);
        case KeyFile file -> new RootKeyShare(Form.GIVEN, new byte[0], check);
      };
    } catch (IOException failed) {
      throw new StartException("cannot read the root key in " + dataDir + ": " + failed);
    }
  }

  private static byte[] read(Path dataDir, String name) throws IOException {
    return PrivateFile.read(dataDir.resolve(name), FILE_BYTES_MAX);
  }

  /**
   * Writes the files into a new data folder, for {@link RootKeys#open} to find. The same again is
   * fine.
   *
   * @throws StartException when the folder has another root key, or {@code source} is not the way
   *     the cluster has its own
   */
  public void install(RootKeySource source, Path dataDir) {
    var fits =
        switch (source) {
          case GeneratedFile() -> form == Form.GENERATED;
          case Passphrase passphrase -> form == Form.SEALED;
          case KeyFile file -> true;
        };
    if (!fits) {
      throw new StartException(
          switch (form) {
            case GENERATED -> "the cluster has its root key in a generated file: give none here";
            case SEALED -> "the cluster has its root key under a passphrase: give it here too";
            case GIVEN -> "the cluster has its root key in a file of yours: give it here too";
          });
    }
    try {
      write(dataDir.resolve(RootKeys.CHECK_FILE), check);
      switch (source) {
        case GeneratedFile() -> write(dataDir.resolve(RootKeys.GENERATED_FILE), key);
        case Passphrase passphrase -> write(dataDir.resolve(RootKeys.SEALED_FILE), key);
        case KeyFile file -> {
          // The check tells whether it is the right one.
        }
      }
    } catch (IOException failed) {
      throw new StartException("cannot write the root key to " + dataDir + ": " + failed);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    if (Files.notExists(file)) {
      PrivateFile.write(file, content);
    } else if (!MessageDigest.isEqual(content, PrivateFile.read(file, FILE_BYTES_MAX))) {
      throw new StartException(
          "the data folder " + file.getParent() + " has another root key than the cluster");
    }
  }

  void clear() {
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "RootKeyShare[" + form + "]";
  }
}
