package coffer.node.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import coffer.kms.envelope.Segments;
import coffer.node.chunk.RunStore;
import org.junit.jupiter.api.Test;

final class StoredBuffersTest {
  private final StoredBuffers buffers = new StoredBuffers(2L * RunStore.CHUNK_BYTES);

  @Test
  void anArrayThatWasGivenIsTakenOnce() {
    for (int length : new int[] {RunStore.CHUNK_BYTES, Segments.STORED_BYTES}) {
      var first = buffers.take(length);
      assertEquals(length, first.length);
      buffers.give(first);
      assertSame(first, buffers.take(length));
      assertNotSame(first, buffers.take(length));
    }
  }

  @Test
  void noMoreAreKeptThanThereIsRoomFor() {
    var arrays = new byte[3][];
    for (int number = 0; number < arrays.length; number++) {
      arrays[number] = buffers.take(RunStore.CHUNK_BYTES);
    }
    for (var array : arrays) {
      buffers.give(array);
    }
    assertSame(arrays[0], buffers.take(RunStore.CHUNK_BYTES));
    assertSame(arrays[1], buffers.take(RunStore.CHUNK_BYTES));
    assertNotSame(arrays[2], buffers.take(RunStore.CHUNK_BYTES));
  }

  @Test
  void otherLengthsAreMadeAnew() {
    var odd = buffers.take(5);
    assertEquals(5, odd.length);
    buffers.give(odd);
    assertNotSame(odd, buffers.take(5));
  }
}
