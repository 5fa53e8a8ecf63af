package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunContentsTest {
  private static final RunId RUN = RunId.parse("0101a1fd95309c9a4cc2be16158dbbb0");

  @TempDir private Path folder;

  private RunContents stored(String disk, byte... bytes) {
    try (var store = ChunkStore.open(folder.resolve(disk), Clock.systemUTC())) {
      var run = store.begin(RUN, OptionalLong.of(bytes.length), false);
      run.append(bytes, bytes.length);
      run.finish();
    }
    return RunContents.of(folder.resolve(disk)).getOrDefault(RUN.hex(), new RunContents(0, ""));
  }

  @Test
  void copiesAreEqualIfTheirBytesAre() {
    var one = stored("one", (byte) 1, (byte) 2);
    assertEquals(1, one.chunks());
    assertEquals(one, stored("two", (byte) 1, (byte) 2));
    assertNotEquals(one, stored("three", (byte) 1, (byte) 3));
  }
}
