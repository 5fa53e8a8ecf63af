package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes when connections hold too much. */
final class ReadMemoryTest {
  private final ReadMemory memory = new ReadMemory(100);
  private final List<String> cut = new ArrayList<>();

  private ReadMemory.Holder holder(String name) {
    return () -> cut.add(name);
  }

  @Test
  void whoHasHeldTheLongestIsCutOff() {
    memory.hold(holder("first"), 40);
    memory.hold(holder("second"), 40);
    memory.hold(holder("third"), 70);
    assertEquals(List.of("first", "second"), cut);
    assertEquals(70, memory.bytes());
  }

  @Test
  void whoGoesOnIsNotTheLongest() {
    var busy = holder("busy");
    memory.hold(busy, 40);
    memory.hold(holder("stalled"), 40);
    memory.hold(busy, 60);
    assertEquals(List.of(), cut);
    memory.hold(holder("another"), 30);
    assertEquals(List.of("stalled"), cut);
    assertEquals(90, memory.bytes());
  }

  @Test
  void whatIsLetGoDoesNotCount() {
    var holder = holder("holder");
    memory.hold(holder, 90);
    memory.release(holder);
    memory.release(holder);
    memory.hold(holder("another"), 90);
    assertEquals(List.of(), cut);
    assertEquals(90, memory.bytes());
  }
}
