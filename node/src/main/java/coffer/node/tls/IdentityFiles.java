package coffer.node.tls;

import coffer.kms.envelope.TamperedException;
import coffer.kms.rootkey.PrivateFile;
import coffer.kms.rootkey.RootKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Identities in a folder: {@code <name>.pem} is the chain, readable by everybody, {@code
 * <name>.key} the private key in PKCS#8, wrapped by the root key. The key is written first: a chain
 * without a key is damage, a key without a chain a crash.
 */
final class IdentityFiles {
  private static final int FILE_BYTES_MAX = 64 * 1024;
  private static final String KEY_PURPOSE = "tls-key/";

  private final Path folder;
  private final RootKey rootKey;

  IdentityFiles(Path folder, RootKey rootKey) {
    this.folder = folder;
    this.rootKey = rootKey;
  }

  Path chainFile(String name) {
    return folder.resolve(name + ".pem");
  }

  private Path keyFile(String name) {
    return folder.resolve(name + ".key");
  }

  void write(String name, TlsIdentity identity) {
    byte[] key = identity.key().getEncoded();
    try {
      PrivateFile.write(keyFile(name), rootKey.wrap(KEY_PURPOSE + name, key));
      String chain = Pem.certificates(identity.chain());
      PrivateFile.writePublic(chainFile(name), chain.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new TlsException("cannot write " + chainFile(name), e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The identity, or empty when none was written. */
  Optional<TlsIdentity> read(String name) {
    if (Files.notExists(chainFile(name))) {
      return Optional.empty();
    }
    try {
      byte[] wrapped = PrivateFile.read(keyFile(name), FILE_BYTES_MAX);
      PrivateKey key = privateKey(rootKey.unwrap(KEY_PURPOSE + name, wrapped));
      List<X509Certificate> chain =
          Pem.readCertificates(PrivateFile.read(chainFile(name), FILE_BYTES_MAX));
      return Optional.of(new TlsIdentity(key, chain));
    } catch (TamperedException e) {
      throw new TlsException(keyFile(name) + " does not open with this root key, or is damaged", e);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(chainFile(name) + " or its key is damaged", e);
    }
  }

  private static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance("EC", "SunEC")
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
