package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Whatever is changed about a stream, nothing of it opens that was not written so. */
final class SegmentTamperingTest {
  private static final int FULL = Segments.PLAIN_BYTES;
  private static final int STORED = Segments.STORED_BYTES;

  @Test
  void everyFlippedBitOfASegmentIsRefused() {
    SealedStream stream = SealedStream.of(67);
    for (int bit = 0; bit < stream.stored().length * Byte.SIZE; bit++) {
      refused(stream.withStored(flipped(stream.stored(), bit)));
    }
  }

  @Test
  void everyFlippedBitOfAnEmptyStreamIsRefused() {
    SealedStream stream = SealedStream.of(0);
    for (int bit = 0; bit < stream.stored().length * Byte.SIZE; bit++) {
      refused(stream.withStored(flipped(stream.stored(), bit)));
    }
  }

  @Test
  void flippedBitsOfAFullSegmentAreRefused() {
    SealedStream stream = SealedStream.of(FULL + 1);
    for (int bit = 0; bit < stream.stored().length * Byte.SIZE; bit += 4099) {
      refused(stream.withStored(flipped(stream.stored(), bit)));
    }
  }

  @Test
  void everyFlippedBitOfTheHeaderIsRefused() {
    SealedStream stream = SealedStream.of(10);
    byte[] header = stream.header().encode();
    for (int bit = 0; bit < header.length * Byte.SIZE; bit++) {
      byte[] changed = flipped(header, bit);
      assertThrows(
          TamperedException.class,
          () -> stream.withHeader(StreamHeader.decode(changed)).openAll(),
          "bit " + bit);
    }
  }

  @Test
  void truncationIsRefusedAtEveryByte() {
    SealedStream stream = SealedStream.of(40);
    for (int length = 0; length < stream.stored().length; length++) {
      refused(stream.withStored(Arrays.copyOf(stream.stored(), length)));
    }
  }

  @Test
  void truncationBetweenSegmentsIsRefused() {
    SealedStream stream = SealedStream.of(3 * FULL);
    refused(stream.withStored(Arrays.copyOf(stream.stored(), 2 * STORED)));
    refused(stream.withStored(Arrays.copyOf(stream.stored(), STORED)));
  }

  @Test
  void bytesBehindTheEndAreRefused() {
    SealedStream stream = SealedStream.of(40);
    refused(stream.withStored(Arrays.copyOf(stream.stored(), stream.stored().length + 1)));
    SealedStream full = SealedStream.of(FULL);
    refused(full.withStored(Arrays.copyOf(full.stored(), 2 * STORED)));
  }

  @Test
  void reorderedAndDuplicatedSegmentsAreRefused() {
    SealedStream stream = SealedStream.of(3 * FULL);
    refused(stream.withStored(arranged(stream.stored(), 1, 0, 2)));
    refused(stream.withStored(arranged(stream.stored(), 0, 0, 2)));
    refused(stream.withStored(arranged(stream.stored(), 0, 1, 1, 2)));
    refused(stream.withStored(arranged(stream.stored(), 2)));
    assertArrayEquals(
        stream.plain(), stream.withStored(arranged(stream.stored(), 0, 1, 2)).openAll());
  }

  @Test
  void aWrongLastFlagIsRefused() {
    SealedStream stream = SealedStream.of(2 * FULL);
    SegmentDecryptor decryptor = stream.decryptor();
    assertThrows(
        TamperedException.class, () -> decryptor.open(0, stream.stored(), 0, STORED, true));
    assertThrows(
        TamperedException.class, () -> decryptor.open(1, stream.stored(), STORED, STORED, false));
  }

  @Test
  void aWrongIndexIsRefused() {
    SealedStream stream = SealedStream.of(FULL);
    SegmentDecryptor decryptor = stream.decryptor();
    for (long index : new long[] {-1, 1, 1L << 31, 1L << 32, Long.MAX_VALUE}) {
      assertThrows(
          TamperedException.class, () -> decryptor.open(index, stream.stored(), 0, STORED, true));
    }
  }

  @Test
  void aSegmentOfAnotherStreamIsRefused() {
    DataKey key = DataKey.copyOf(SealedStream.bytes(1, DataKey.BYTES));
    SealedStream one = SealedStream.of(100, key, SealedStream.BINDING);
    SealedStream two = SealedStream.of(100, key, SealedStream.BINDING);
    refused(one.withStored(two.stored()));
    refused(one.withHeader(two.header()));
  }

  @Test
  void anotherBucketOrStreamIsRefused() {
    SealedStream stream = SealedStream.of(100);
    KeyBinding bound = stream.binding();
    refused(stream.withBinding(new KeyBinding("c".repeat(32), bound.streamId())));
    refused(stream.withBinding(new KeyBinding(bound.bucketId(), "6".repeat(32))));
    refused(stream.withBinding(new KeyBinding(bound.streamId(), bound.bucketId())));
    refused(
        stream.withBinding(new KeyBinding(bound.bucketId() + "5", bound.streamId().substring(1))));
  }

  @Test
  void anotherKeyIsRefusedBeforeAnySegment() {
    SealedStream stream = SealedStream.of(100);
    SealedStream other = stream.withKey(DataKey.copyOf(SealedStream.bytes(77, DataKey.BYTES)));
    assertThrows(TamperedException.class, other::decryptor);
  }

  @Test
  void aCommitmentThatFitsAnotherKeyOpensNothing() {
    SealedStream stream = SealedStream.of(100);
    DataKey forged = DataKey.copyOf(SealedStream.bytes(78, DataKey.BYTES));
    StreamKeys keys = StreamKeys.derive(forged, stream.header().salt(), stream.binding().bytes());
    StreamHeader header =
        new StreamHeader(stream.header().salt(), stream.header().noncePrefix(), keys.commitment());
    refused(stream.withHeader(header));
    refused(stream.withHeader(header).withKey(forged));
  }

  @Test
  void nothingIsLeftInTheCallersBufferAfterARefusal() {
    SealedStream stream = SealedStream.of(100);
    byte[] changed = flipped(stream.stored(), stream.stored().length * Byte.SIZE - 1);
    byte[] out = new byte[100];
    assertThrows(
        TamperedException.class,
        () -> stream.decryptor().open(0, changed, 0, changed.length, true, out, 0));
    assertArrayEquals(new byte[100], out);
  }

  private static void refused(SealedStream stream) {
    assertThrows(TamperedException.class, stream::openAll);
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return changed;
  }

  private static byte[] arranged(byte[] stored, int... order) {
    byte[] arranged = new byte[order.length * STORED];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(stored, order[i] * STORED, arranged, i * STORED, STORED);
    }
    return arranged;
  }
}
