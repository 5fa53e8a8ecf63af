package coffer.kms.envelope;

import java.util.HashMap;
import java.util.Map;

/**
 * The durable form of a {@link SealedKey}.
 *
 * <pre>
 *   u8   version, 1
 *   u8   purpose: 1 store, 2 bucket key, 3 object key
 *   u16  length, key ARN in UTF-8
 *   ...  the encryption context as {@link EncryptionContext} writes it
 *   u32  length, ciphertext blob
 * </pre>
 *
 * Integers are big-endian.
 */
public final class SealedKeyCodec {
  private static final int VERSION = 1;

  private SealedKeyCodec() {}

  public static byte[] encode(SealedKey key) {
    return new RecordWriter()
        .u8(VERSION)
        .u8(code(key.purpose()))
        .shortText(key.keyArn())
        .raw(EncryptionContext.canonical(key.context()))
        .block(key.blob())
        .toBytes();
  }

  /**
   * @throws TamperedException when the bytes are not exactly one encoded sealed key
   */
  public static SealedKey decode(byte[] bytes) {
    RecordReader in = new RecordReader("a sealed key", bytes);
    if (in.u8() != VERSION) {
      throw in.damaged();
    }
    SealedKey.Purpose purpose = purpose(in);
    String keyArn = in.shortText();
    Map<String, String> context = context(in);
    byte[] blob = in.block();
    in.end();
    return new SealedKey(purpose, keyArn, context, blob);
  }

  private static Map<String, String> context(RecordReader in) {
    int pairs = in.u32();
    Map<String, String> context = new HashMap<>();
    for (int i = 0; i < pairs; i++) {
      String key = in.longText();
      String value = in.longText();
      if (context.put(key, value) != null) {
        throw in.damaged();
      }
    }
    return context;
  }

  private static int code(SealedKey.Purpose purpose) {
    return switch (purpose) {
      case STORE -> 1;
      case BUCKET_KEY -> 2;
      case OBJECT_KEY -> 3;
    };
  }

  private static SealedKey.Purpose purpose(RecordReader in) {
    return switch (in.u8()) {
      case 1 -> SealedKey.Purpose.STORE;
      case 2 -> SealedKey.Purpose.BUCKET_KEY;
      case 3 -> SealedKey.Purpose.OBJECT_KEY;
      default -> throw in.damaged();
    };
  }
}
