package coffer.kms.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link RecordWriter} wrote. Every length is checked against the bytes that are left
 * before anything is allocated; a record that does not fit is a {@link TamperedException}.
 */
final class RecordReader {
  private final String name;
  private final ByteBuffer in;

  /**
   * @param name what is read, for the message of an exception
   */
  RecordReader(String name, byte[] bytes) {
    this.name = name;
    this.in = ByteBuffer.wrap(bytes);
  }

  int u8() {
    return take(1)[0] & 0xFF;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  /** An unsigned 32-bit number that must also fit a Java int. */
  int u32() {
    int value = ByteBuffer.wrap(take(Integer.BYTES)).getInt();
    if (value < 0) {
      throw damaged();
    }
    return value;
  }

  byte[] take(int length) {
    if (length > in.remaining()) {
      throw damaged();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  String shortText() {
    return text(u16());
  }

  String longText() {
    return text(u32());
  }

  private String text(int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(take(length))).toString();
    } catch (CharacterCodingException e) {
      throw damaged();
    }
  }

  byte[] block() {
    return take(u32());
  }

  /** Refuses bytes behind the record. */
  void end() {
    if (in.hasRemaining()) {
      throw damaged();
    }
  }

  TamperedException damaged() {
    return new TamperedException(name + " is damaged or of an unknown version");
  }
}
