package coffer.kms.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the length-prefixed, big-endian records of this package. */
final class RecordWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  RecordWriter u16(int value) {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("not an unsigned 16-bit number: " + value);
    }
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  RecordWriter u32(int value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    return this;
  }

  RecordWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** UTF-8 behind its length as u16. */
  RecordWriter shortText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return u16(bytes.length).raw(bytes);
  }

  /** Bytes behind their length as u32. */
  RecordWriter block(byte[] bytes) {
    return u32(bytes.length).raw(bytes);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
