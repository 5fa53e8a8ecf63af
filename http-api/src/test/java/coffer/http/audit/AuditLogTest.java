package coffer.http.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLogTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyRecordIsALineInOrderAcrossRestarts() throws Exception {
    var file = folder.resolve("audit.jsonl");
    var expected = new ArrayList<String>();
    for (int run = 0; run < 2; run++) {
      try (var log = new AuditLog(file)) {
        // More than the queue holds: the writer must keep up, and callers wait.
        for (int i = 0; i < 10_000; i++) {
          log.record(Map.of("eventID", run + "-" + i));
          expected.add("{\"eventID\":\"" + run + "-" + i + "\"}");
        }
      }
    }
    assertEquals(expected, Files.readAllLines(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void refusesRecordsOnceClosed() throws Exception {
    var log = new AuditLog(folder.resolve("audit.jsonl"));
    log.close();
    assertThrows(IllegalStateException.class, () -> log.record(Map.of()));
  }
}
