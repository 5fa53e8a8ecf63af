package coffer.node.tls;

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

  @Override
  public String toString() {
    return "TlsIdentity[" + certificate().getSubjectX500Principal() + "]";
  }
}
