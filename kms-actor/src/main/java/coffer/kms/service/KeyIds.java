package coffer.kms.service;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/** New key ids: version 4 UUIDs (RFC 9562) from the injected randomness. */
final class KeyIds {
  private KeyIds() {}

  static String random(SecureRandom random) {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) (bytes[6] & 0x0f | 0x40);
    bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
    var words = ByteBuffer.wrap(bytes);
    return new UUID(words.getLong(), words.getLong()).toString();
  }
}
