package coffer.node.join;

import coffer.node.config.StartException;
import coffer.node.tls.TlsException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/**
 * What lets a node join: {@code <proof>.<authority>}, both base64url without padding.
 *
 * @param proof u64 seconds since 1970 when it expires, 32 bytes HMAC (see {@link JoinTokens})
 * @param authority SHA-256 of the authority's certificate in DER, by which the node that joins
 *     knows the cluster
 */
record JoinToken(byte[] proof, byte[] authority) {
  static final int EXPIRY_BYTES = 8;
  static final int MAC_BYTES = 32;
  static final int PROOF_BYTES = EXPIRY_BYTES + MAC_BYTES;
  private static final int HASH_BYTES = 32;
  private static final int CHARACTERS_MAX = 256;

  /**
   * @throws StartException for anything else than a token
   */
  static JoinToken parse(String text) {
    int dot = text.indexOf('.');
    if (dot > 0 && text.length() <= CHARACTERS_MAX) {
      try {
        var decoder = Base64.getUrlDecoder();
        var proof = decoder.decode(text.substring(0, dot));
        var authority = decoder.decode(text.substring(dot + 1));
        if (proof.length == PROOF_BYTES && authority.length == HASH_BYTES) {
          return new JoinToken(proof, authority);
        }
      } catch (IllegalArgumentException malformed) {
        // The same answer.
      }
    }
    throw new StartException(
        "the join token is malformed: give it as 'coffer init' or 'coffer token' printed it");
  }

  String text() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(proof) + "." + encoder.encodeToString(authority);
  }

  static byte[] hash(X509Certificate certificate) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot hash a certificate", e);
    }
  }

  static long expirySeconds(byte[] proof) {
    return ByteBuffer.wrap(proof).getLong();
  }

  static byte[] mac(byte[] proof) {
    return Arrays.copyOfRange(proof, EXPIRY_BYTES, PROOF_BYTES);
  }

  @Override
  public String toString() {
    return "JoinToken[secret]";
  }
}
