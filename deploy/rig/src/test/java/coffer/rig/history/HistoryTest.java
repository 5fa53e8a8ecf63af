package coffer.rig.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryTest {
  @TempDir private Path folder;

  @Test
  void eachCallIsWrittenAsItBeginsAndAsItEnds() throws IOException {
    var file = folder.resolve("history.jsonl");
    var key = new Subject("b", "k\"\n");
    try (var history = new History(file)) {
      var condition = new Condition.IfMatch(5, "e5");
      var begun = history.begin(3, Kind.PUT, key, Optional.empty(), condition);
      history.end(begun, 1, 2, new Outcome.Written(Optional.of("e1")));
      assertEquals(1, history.operations().size());
    }
    var lines = Files.readAllLines(file).stream().map(HistoryTest::withoutTime).toList();
    assertEquals(
        List.of(
            "{\"index\":1,\"process\":3,\"type\":\"invoke\",\"f\":\"put\",\"key\":\"b/k\\\"\\u000a\",\"condition\":\"if-match"
                + " e5\",\"match\":5}",
            "{\"index\":1,\"process\":3,\"type\":\"ok\",\"f\":\"put\",\"key\":\"b/k\\\"\\u000a\","
                + "\"value\":1,\"etag\":\"e1\",\"lost\":1,\"endpoint\":2}"),
        lines);
  }

  private static String withoutTime(String line) {
    return line.replaceFirst(",\"time\":\\d+}", "}");
  }

  @Test
  void timesGoOn() {
    try (var history = new History(folder.resolve("history.jsonl"))) {
      var begun =
          history.begin(0, Kind.GET, new Subject("b", "k"), Optional.empty(), Condition.NONE);
      var ended = history.end(begun, 0, 0, new Outcome.Unknown("reset"));
      assertTrue(begun.invoked() <= ended.returned());
      assertEquals("info", ended.outcome().type());
    }
  }
}
