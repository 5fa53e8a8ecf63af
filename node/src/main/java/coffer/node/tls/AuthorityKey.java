package coffer.node.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/** An authority's key on its way to another node. */
final class AuthorityKey {
  private static final int PROBE_BYTES = 32;

  private AuthorityKey() {}

  /**
   * The key, proven to be the certificate's.
   *
   * @param pkcs8 the caller clears it
   * @throws TlsException when it is another one
   */
  static PrivateKey of(X509Certificate certificate, byte[] pkcs8) {
    try {
      var key =
          KeyFactory.getInstance("EC", "SunEC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      var probe = new byte[PROBE_BYTES];
      new SecureRandom().nextBytes(probe);
      var signing = Signature.getInstance("SHA256withECDSA", "SunEC");
      signing.initSign(key);
      signing.update(probe);
      var signature = signing.sign();
      signing.initVerify(certificate.getPublicKey());
      signing.update(probe);
      if (signing.verify(signature)) {
        return key;
      }
    } catch (GeneralSecurityException malformed) {
      // The same to the caller.
    }
    throw new TlsException("the authority's key does not belong to its certificate");
  }
}
