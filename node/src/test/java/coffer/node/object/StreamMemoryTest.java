package coffer.node.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import org.junit.jupiter.api.Test;

/** The bound on what stalled uploads can hold. */
final class StreamMemoryTest {
  private final StreamMemory memory = new StreamMemory(100);

  @Test
  void whatIsLeftCanBeReserved() {
    memory.reserve(60);
    memory.reserve(40);
    assertEquals(0, memory.left());
  }

  @Test
  void moreIsRefusedAndChangesNothing() {
    memory.reserve(60);
    var refused = assertThrows(S3Exception.class, () -> memory.reserve(41));
    assertEquals(S3Error.SlowDown, refused.error());
    assertEquals(40, memory.left());
  }

  @Test
  void whatIsReleasedCanBeReservedAgain() {
    memory.reserve(100);
    memory.release(100);
    memory.reserve(100);
    assertEquals(0, memory.left());
  }
}
