package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.kms.wycheproof.Vectors;
import coffer.kms.wycheproof.Vectors.Vector;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The primitives of this package, by the providers it names, against Project Wycheproof. */
final class WycheproofEnvelopeTest {

  @Test
  void aesGcm() throws GeneralSecurityException {
    List<Vector> vectors =
        Vectors.of("aes_gcm_test.json").stream()
            .filter(vector -> vector.groupNumber("keySize") == 256)
            .filter(vector -> vector.groupNumber("ivSize") == 96)
            .filter(vector -> vector.groupNumber("tagSize") == 128)
            .toList();
    assertEquals(66, vectors.size());
    for (Vector vector : vectors) {
      byte[] sealed = concat(vector.bytes("ct"), vector.bytes("tag"));
      if (vector.isValid()) {
        assertArrayEquals(
            sealed, gcm(Cipher.ENCRYPT_MODE, vector, vector.bytes("msg")), vector::toString);
        assertArrayEquals(
            vector.bytes("msg"), gcm(Cipher.DECRYPT_MODE, vector, sealed), vector::toString);
      } else {
        assertThrows(
            AEADBadTagException.class,
            () -> gcm(Cipher.DECRYPT_MODE, vector, sealed),
            vector::toString);
      }
    }
  }

  @Test
  void hkdfSha256() {
    for (Vector vector : Vectors.of("hkdf_sha256_test.json")) {
      byte[] salt = vector.bytes("salt");
      byte[] input = vector.bytes("ikm");
      byte[] info = vector.bytes("info");
      int size = vector.number("size");
      if (vector.isValid()) {
        byte[] expected = vector.bytes("okm");
        assertArrayEquals(expected, Hkdf.derive(salt, input, info, size), vector::toString);
        assertArrayEquals(
            expected, Hkdf.expand(Hkdf.extract(salt, input), info, size), vector::toString);
      } else {
        assertThrows(
            IllegalArgumentException.class,
            () -> Hkdf.derive(salt, input, info, size),
            vector::toString);
      }
    }
  }

  @Test
  void hmacSha256() throws GeneralSecurityException {
    for (Vector vector : Vectors.of("hmac_sha256_test.json")) {
      Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
      mac.init(new SecretKeySpec(vector.bytes("key"), "HmacSHA256"));
      byte[] tag =
          Arrays.copyOf(
              mac.doFinal(vector.bytes("msg")), vector.groupNumber("tagSize") / Byte.SIZE);
      assertEquals(vector.isValid(), Arrays.equals(tag, vector.bytes("tag")), vector::toString);
    }
  }

  private static byte[] gcm(int mode, Vector vector, byte[] in) throws GeneralSecurityException {
    Cipher cipher = AesGcm.newCipher();
    cipher.init(
        mode,
        new SecretKeySpec(vector.bytes("key"), "AES"),
        new GCMParameterSpec(128, vector.bytes("iv")));
    cipher.updateAAD(vector.bytes("aad"));
    return cipher.doFinal(in);
  }

  private static byte[] concat(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
