package coffer.node.join;

import coffer.node.tls.NodeTrust;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the nodes of the cluster that a token was made for: the chain holds the authority whose
 * hash the token has, which issued the node's certificate. Any node of the cluster will do,
 * whatever its address.
 */
final class TokenTrust implements X509TrustManager {
  private final String clusterId;
  private final byte[] authority;

  TokenTrust(String clusterId, JoinToken token) {
    this.clusterId = clusterId;
    this.authority = token.authority();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    for (var certificate : chain) {
      if (MessageDigest.isEqual(JoinToken.hash(certificate), authority)) {
        new NodeTrust(certificate, clusterId).checkServerTrusted(chain, type);
        return;
      }
    }
    throw new CertificateException("not of the cluster that the token was made for");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("takes no connections");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
