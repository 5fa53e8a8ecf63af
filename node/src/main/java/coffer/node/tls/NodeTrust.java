package coffer.node.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the nodes of one cluster: certificates of its authority that name a node of it. The
 * endpoint's certificate, of the same authority, names none.
 */
public final class NodeTrust extends X509ExtendedTrustManager {
  private final String cluster;
  private final X509ExtendedTrustManager authority;

  /**
   * @param cluster id of the cluster
   */
  public NodeTrust(X509Certificate authority, String cluster) {
    this.cluster = cluster;
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      this.authority = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("cannot trust the authority", e);
    }
  }

  private void requireNode(X509Certificate[] chain) throws CertificateException {
    var name = NodeName.of(chain[0]);
    if (name.isEmpty() || !name.get().cluster().equals(cluster)) {
      throw new CertificateException("not the certificate of a node of this cluster");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    authority.checkClientTrusted(chain, type, socket);
    requireNode(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authority.checkClientTrusted(chain, type, engine);
    requireNode(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authority.checkClientTrusted(chain, type);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    authority.checkServerTrusted(chain, type, socket);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authority.checkServerTrusted(chain, type, engine);
    requireNode(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authority.checkServerTrusted(chain, type);
    requireNode(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.getAcceptedIssuers();
  }
}
