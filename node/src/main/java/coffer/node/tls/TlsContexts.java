package coffer.node.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS 1.2 and 1.3 contexts of the JDK for the cluster's identities. */
public final class TlsContexts {
  private TlsContexts() {}

  /** For the S3 endpoint: shows its certificate, asks for none. */
  public static SSLContext endpoint(TlsIdentity identity) {
    return context(identity, null);
  }

  /**
   * For connections between nodes, both ways: shows its certificate, and trusts those of this
   * authority only. The server's engine must also be told {@code setNeedClientAuth(true)}, the
   * client's {@code setEndpointIdentificationAlgorithm("HTTPS")}.
   */
  public static SSLContext mutual(TlsIdentity identity, X509Certificate authority) {
    return context(identity, authority);
  }

  /** For clients: trusts this authority only, shows no certificate. */
  public static SSLContext client(X509Certificate authority) {
    return context(null, authority);
  }

  private static SSLContext context(
      @Nullable TlsIdentity identity, @Nullable X509Certificate authority) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity == null ? new KeyManager[0] : new KeyManager[] {new NewestKey(identity)},
          authority == null ? new TrustManager[0] : trustManagers(authority),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("cannot make a TLS context", e);
    }
  }

  private static TrustManager[] trustManagers(X509Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }
}
