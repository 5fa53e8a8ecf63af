package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start finds what packaging has prepared for it (decision 20). */
final class StartIT {
  /** Of some 18,000; it was 1,200 when lambdas of Scala were among them. */
  private static final int OTHERS_MAX = 400;

  @Test
  void nearlyAllClassesComeFromTheCache(@TempDir Path folder) throws Exception {
    var loaded = folder.resolve("loaded");
    var logged = Map.of("COFFER_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
    try (var server = StartedServer.startWith(logged)) {
      assertTrue(server.output().stream().anyMatch(line -> line.startsWith("coffer ready")));
    }
    var classes = Files.readAllLines(loaded);
    var others = classes.stream().filter(line -> !line.contains("shared objects file")).toList();
    assertTrue(classes.size() > 10_000, classes.size() + " classes");
    assertTrue(others.size() < OTHERS_MAX, () -> others.size() + " classes: " + others);
  }
}
