package coffer.kms.wycheproof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.kms.wycheproof.Vectors.Vector;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** ECDSA P-256 with SHA-256 by SunEC, which signs and verifies the cluster's certificates. */
final class WycheproofEcdsaTest {

  @Test
  void ecdsaP256Sha256() throws GeneralSecurityException {
    for (Vector vector : Vectors.of("ecdsa_secp256r1_sha256_test.json")) {
      boolean expected = vector.isValid() || isKnownLeniency(vector);
      assertEquals(expected, verifies(vector), vector::toString);
    }
  }

  /**
   * The JDK reads an integer of the signature that lacks its leading zero byte as positive. The
   * signature is that of the key's owner, in another encoding: nothing is forged, and nothing here
   * relies on a signature having one encoding only.
   */
  private static boolean isKnownLeniency(Vector vector) {
    return vector.flags().contains("MissingZero");
  }

  private static boolean verifies(Vector vector) throws GeneralSecurityException {
    byte[] encoded = HexFormat.of().parseHex(vector.group().get("publicKeyDer").asText());
    PublicKey key =
        KeyFactory.getInstance("EC", "SunEC").generatePublic(new X509EncodedKeySpec(encoded));
    Signature signature = Signature.getInstance("SHA256withECDSA", "SunEC");
    signature.initVerify(key);
    signature.update(vector.bytes("msg"));
    try {
      return signature.verify(vector.bytes("sig"));
    } catch (SignatureException e) {
      return false;
    }
  }
}
