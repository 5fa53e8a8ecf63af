package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out: whole streams, single segments, ranges. */
final class SegmentStreamTest {
  private static final int FULL = Segments.PLAIN_BYTES;

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 15, 16, 17, FULL - 1, FULL, FULL + 1, 2 * FULL, 3 * FULL - 1, 5 * FULL + 77})
  void roundTrip(int length) {
    SealedStream stream = SealedStream.of(length);
    assertEquals(Segments.storedLength(length), stream.stored().length);
    assertEquals(length, Segments.plainLength(stream.stored().length));
    assertArrayEquals(stream.plain(), stream.openRange(0, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FULL - 1, FULL, FULL + 1, 2 * FULL + 5})
  void rangesOpenAlone(int offset) {
    int length = 3 * FULL + 100;
    SealedStream stream = SealedStream.of(length);
    for (int wanted : new int[] {1, 2, FULL - 1, FULL, FULL + 2, length - offset}) {
      if (offset + wanted <= length) {
        assertArrayEquals(
            Arrays.copyOfRange(stream.plain(), offset, offset + wanted),
            stream.openRange(offset, wanted));
      }
    }
  }

  @Test
  void segmentsOpenInAnyOrder() {
    SealedStream stream = SealedStream.of(3 * FULL);
    SegmentDecryptor decryptor = stream.decryptor();
    for (int index : new int[] {2, 0, 1, 2}) {
      assertArrayEquals(
          Arrays.copyOfRange(stream.plain(), index * FULL, (index + 1) * FULL),
          decryptor.open(
              index,
              stream.stored(),
              index * Segments.STORED_BYTES,
              Segments.STORED_BYTES,
              index == 2));
    }
  }

  @Test
  void theHeaderSurvivesItsEncoding() {
    StreamHeader header = SealedStream.of(1).header();
    StreamHeader decoded = StreamHeader.decode(header.encode());
    assertEquals(StreamHeaderDescriptor.HEADER_BYTES, header.encode().length);
    assertEquals(StreamHeaderDescriptor.VERSION, header.encode()[0]);
    assertArrayEquals(header.salt(), decoded.salt());
    assertArrayEquals(header.noncePrefix(), decoded.noncePrefix());
    assertArrayEquals(header.commitment(), decoded.commitment());
  }

  @Test
  void theSameKeyAndBytesGiveAnotherStream() {
    DataKey key = DataKey.copyOf(SealedStream.bytes(3, DataKey.BYTES));
    SealedStream one = SealedStream.of(100, key, SealedStream.BINDING);
    SealedStream two = SealedStream.of(100, key, SealedStream.BINDING);
    assertEquals(false, Arrays.equals(one.stored(), two.stored()));
    assertEquals(false, Arrays.equals(one.header().encode(), two.header().encode()));
  }

  @Test
  void buffersOfTheCallerAreFilledInPlace() {
    SealedStream stream = SealedStream.of(10);
    byte[] out = new byte[14];
    byte[] shifted = new byte[100];
    System.arraycopy(stream.stored(), 0, shifted, 50, stream.stored().length);
    assertEquals(10, stream.decryptor().open(0, shifted, 50, stream.stored().length, true, out, 2));
    assertArrayEquals(stream.plain(), Arrays.copyOfRange(out, 2, 12));
  }

  @Test
  void anEncryptorServesOneStream() {
    SegmentEncryptor encryptor =
        new SegmentEncryptor(
            DataKey.copyOf(SealedStream.bytes(5, DataKey.BYTES)), SealedStream.BINDING);
    byte[] full = new byte[FULL + 1];
    assertThrows(IllegalArgumentException.class, () -> encryptor.seal(full, 0, 1, false));
    assertThrows(IllegalArgumentException.class, () -> encryptor.seal(full, 0, FULL + 1, true));
    assertThrows(IndexOutOfBoundsException.class, () -> encryptor.seal(full, 2, FULL, false));
    encryptor.seal(full, 0, FULL, false);
    assertThrows(IllegalArgumentException.class, () -> encryptor.seal(full, 0, 0, true));
    encryptor.seal(full, 0, 1, true);
    assertThrows(IllegalStateException.class, () -> encryptor.seal(full, 0, 1, true));
  }

  @Test
  void theKeyMayBeClosedOnceTheCipherExists() {
    DataKey key = DataKey.copyOf(SealedStream.bytes(9, DataKey.BYTES));
    SegmentEncryptor encryptor = new SegmentEncryptor(key, SealedStream.BINDING);
    SegmentDecryptor decryptor =
        new SegmentDecryptor(encryptor.header(), key, SealedStream.BINDING);
    key.close();
    byte[] sealed = encryptor.seal(new byte[] {7}, 0, 1, true);
    assertArrayEquals(new byte[] {7}, decryptor.open(0, sealed, 0, sealed.length, true));
  }
}
