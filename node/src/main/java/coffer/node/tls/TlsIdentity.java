package coffer.node.tls;

import coffer.kms.rootkey.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its private key. Never printed.
 *
 * @param chain the own certificate first, the authority's last
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
  /** Renewed when less than this part of the life is left. */
  private static final int RENEWAL_DIVISOR = 3;

  /**
   * The identity in PEM, for consumers that read files.
   *
   * @param chain certificates, the own one first; no secret
   * @param key PKCS#8 in the clear, mode 0600
   */
  public record PemFiles(Path chain, Path key) {}

  public TlsIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity has a certificate");
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whether it should be replaced: less than a third of its life is left. */
  public boolean renewalDue(Instant now) {
    Instant from = certificate().getNotBefore().toInstant();
    Instant until = certificate().getNotAfter().toInstant();
    Duration lastThird = Duration.between(from, until).dividedBy(RENEWAL_DIVISOR);
    return now.isAfter(until.minus(lastThird));
  }

  /** Writes {@code <name>.pem} and {@code <name>-key.pem}. */
  public PemFiles writePem(Path folder, String name) {
    Path chainFile = folder.resolve(name + ".pem");
    Path keyFile = folder.resolve(name + "-key.pem");
    try {
      PrivateFile.write(keyFile, ascii(Pem.privateKey(key)));
      PrivateFile.write(chainFile, ascii(Pem.certificates(chain)));
      return new PemFiles(chainFile, keyFile);
    } catch (IOException e) {
      throw new TlsException("cannot write " + chainFile, e);
    }
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate().getSubjectX500Principal() + "]";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
