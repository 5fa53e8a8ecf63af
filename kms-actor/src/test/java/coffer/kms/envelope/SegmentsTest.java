package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class SegmentsTest {
  private static final long FULL = Segments.PLAIN_BYTES;

  @Test
  void lengths() {
    assertEquals(16, Segments.storedLength(0));
    assertEquals(17, Segments.storedLength(1));
    assertEquals(65_552, Segments.storedLength(FULL));
    assertEquals(65_569, Segments.storedLength(FULL + 1));
    assertEquals(1, Segments.count(0));
    assertEquals(1, Segments.count(FULL));
    assertEquals(2, Segments.count(FULL + 1));
    assertEquals(Segments.COUNT_MAX, Segments.count(Segments.STREAM_PLAIN_BYTES_MAX));
    assertThrows(IllegalArgumentException.class, () -> Segments.count(-1));
    assertThrows(
        IllegalArgumentException.class, () -> Segments.count(Segments.STREAM_PLAIN_BYTES_MAX + 1));
  }

  @Test
  void lengthsInvert() {
    for (long plain = 0; plain < 3 * FULL; plain += 13) {
      assertEquals(plain, Segments.plainLength(Segments.storedLength(plain)));
    }
    for (long impossible : new long[] {-1, 0, 15, 65_553, 65_568, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThrows(TamperedException.class, () -> Segments.plainLength(impossible));
    }
  }

  @Test
  void segments() {
    assertEquals(FULL, Segments.plainLengthOf(0, FULL + 5));
    assertEquals(5, Segments.plainLengthOf(1, FULL + 5));
    assertEquals(21, Segments.storedLengthOf(1, FULL + 5));
    assertEquals(65_552, Segments.storedOffset(1));
    assertEquals(true, Segments.isLast(0, 0));
    assertEquals(false, Segments.isLast(0, FULL + 1));
    assertThrows(IndexOutOfBoundsException.class, () -> Segments.plainLengthOf(1, FULL));
  }

  @Test
  void ranges() {
    long length = 3 * FULL + 100;
    assertEquals(new Segments.Range(0, 0, 0, 65_552, 0, 1), Segments.range(length, 0, 1));
    assertEquals(
        new Segments.Range(0, 1, 0, 2 * 65_552, 65_535, 2), Segments.range(length, FULL - 1, 2));
    assertEquals(
        new Segments.Range(3, 3, 3 * 65_552, 116, 99, 1), Segments.range(length, length - 1, 1));
    assertEquals(
        new Segments.Range(0, 3, 0, Segments.storedLength(length), 0, length),
        Segments.range(length, 0, length));
    assertEquals(new Segments.Range(0, 0, 0, 16, 0, 0), Segments.range(0, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Segments.range(length, 1, length));
    assertThrows(IndexOutOfBoundsException.class, () -> Segments.range(length, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Segments.range(length, -1, 1));
  }
}
