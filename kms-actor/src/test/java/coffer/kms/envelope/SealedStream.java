package coffer.kms.envelope;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** A stream sealed for a test, with all that opens it. */
record SealedStream(
    byte[] plain, byte[] stored, StreamHeader header, DataKey key, KeyBinding binding) {
  static final KeyBinding BINDING = new KeyBinding("b".repeat(32), "5".repeat(32));

  static SealedStream of(int length) {
    return of(length, DataKey.copyOf(bytes(length + 1, DataKey.BYTES)), BINDING);
  }

  static SealedStream of(int length, DataKey key, KeyBinding binding) {
    byte[] plain = bytes(length, length);
    SegmentEncryptor encryptor = new SegmentEncryptor(key, binding);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    for (long index = 0; index < Segments.count(length); index++) {
      stored.writeBytes(
          encryptor.seal(
              plain,
              (int) index * Segments.PLAIN_BYTES,
              Segments.plainLengthOf(index, length),
              Segments.isLast(index, length)));
    }
    return new SealedStream(plain, stored.toByteArray(), encryptor.header(), key, binding);
  }

  /** Repeatable noise. */
  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  SegmentDecryptor decryptor() {
    return new SegmentDecryptor(header, key, binding);
  }

  SealedStream withStored(byte[] other) {
    return new SealedStream(plain, other, header, key, binding);
  }

  SealedStream withHeader(StreamHeader other) {
    return new SealedStream(plain, stored, other, key, binding);
  }

  SealedStream withBinding(KeyBinding other) {
    return new SealedStream(plain, stored, header, key, other);
  }

  SealedStream withKey(DataKey other) {
    return new SealedStream(plain, stored, header, other, binding);
  }

  /** As a reader does that trusts nothing but the stored length. */
  byte[] openAll() {
    return openRange(Segments.plainLength(stored.length), 0, Segments.plainLength(stored.length));
  }

  /** As a reader does that knows the plaintext's length from the index. */
  byte[] openRange(long offset, long length) {
    return openRange(plain.length, offset, length);
  }

  private byte[] openRange(long plainLength, long offset, long length) {
    Segments.Range range = Segments.range(plainLength, offset, length);
    SegmentDecryptor decryptor = decryptor();
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    for (long index = range.firstIndex(); index <= range.lastIndex(); index++) {
      opened.writeBytes(
          decryptor.open(
              index,
              stored,
              (int) Segments.storedOffset(index),
              Segments.storedLengthOf(index, plainLength),
              Segments.isLast(index, plainLength)));
    }
    return Arrays.copyOfRange(
        opened.toByteArray(), range.skip(), range.skip() + (int) range.length());
  }
}
