package coffer.kms.rootkey;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.kms.wycheproof.Vectors;
import coffer.kms.wycheproof.Vectors.Vector;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** AES-KWP with 256-bit keys, by the provider that wraps key material, against Wycheproof. */
final class WycheproofKeyWrapTest {

  @Test
  void aesKwp() throws GeneralSecurityException {
    List<Vector> vectors =
        Vectors.of("aes_kwp_test.json").stream()
            .filter(vector -> vector.groupNumber("keySize") == 256)
            .toList();
    int accepted = 0;
    for (Vector vector : vectors) {
      byte[] key = vector.bytes("key");
      byte[] wrapped = vector.bytes("ct");
      switch (vector.result()) {
        case "valid", "acceptable" -> {
          assertArrayEquals(
              wrapped, KeyWrapWithPadding.wrap(key, vector.bytes("msg")), vector::toString);
          assertArrayEquals(
              vector.bytes("msg"), KeyWrapWithPadding.unwrap(key, wrapped), vector::toString);
          accepted++;
        }
        default ->
            assertThrows(
                GeneralSecurityException.class,
                () -> KeyWrapWithPadding.unwrap(key, wrapped),
                vector::toString);
      }
    }
    assertEquals(true, accepted > 20, accepted + " of " + vectors.size());
  }
}
