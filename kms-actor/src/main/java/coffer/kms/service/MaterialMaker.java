package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeySpec;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Makes new key material, sealed. The secret is the key's bytes for symmetric and HMAC keys, the
 * private key as PKCS #8 for the others.
 */
final class MaterialMaker {
  private final MaterialSealer sealer;
  private final SecureRandom random;
  private final Clock clock;

  MaterialMaker(MaterialSealer sealer, SecureRandom random, Clock clock) {
    this.sealer = sealer;
    this.random = random;
    this.clock = clock;
  }

  KeyMaterial make(KeySpec spec, String keyArn, KeyMaterial.Origin origin) {
    var id = HexFormat.of().formatHex(randomBytes(CiphertextBlob.MATERIAL_ID_BYTES));
    var secret = secret(spec);
    try {
      return new KeyMaterial(id, sealer.seal(secret, keyArn, id), clock.millis(), origin);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private byte[] secret(KeySpec spec) {
    return switch (spec.family()) {
      case SYMMETRIC, HMAC -> randomBytes(spec.bits() / Byte.SIZE);
      case RSA ->
          privateKey("RSA", new RSAKeyGenParameterSpec(spec.bits(), RSAKeyGenParameterSpec.F4));
      case ELLIPTIC_CURVE -> privateKey("EC", new ECGenParameterSpec("secp" + spec.bits() + "r1"));
    };
  }

  private byte[] privateKey(String algorithm, AlgorithmParameterSpec parameters) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters, random);
      return generator.generateKeyPair().getPrivate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make " + algorithm + " keys", e);
    }
  }

  private byte[] randomBytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
