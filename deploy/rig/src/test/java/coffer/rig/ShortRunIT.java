package coffer.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.cluster.LocalCluster;
import coffer.rig.fault.LocalTestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The two-minute form of a run: three nodes of one zone, and the faults that come most often. */
final class ShortRunIT {
  /** Its schedule has each kind early: kill, isolate, restart, pause. */
  private static final String SEED = "25";

  /** Kept, so that what nodes logged can be read. */
  private static final Path FOLDER = Path.of("target", "short-run").toAbsolutePath();

  @Test
  void everythingHolds() throws Exception {
    delete(FOLDER);
    var obstacle = LocalCluster.networkObstacle();
    if (!obstacle.isEmpty()) {
      System.out.println("rig: links between nodes are not broken: " + obstacle);
    }
    var kinds = obstacle.isEmpty() ? "kill,pause,restart,isolate" : "kill,pause,restart";
    var options =
        RunOptions.parse(
            List.of(
                "--zones",
                "1",
                "--nodes",
                "3",
                "--seed",
                SEED,
                "--minutes",
                "1",
                "--faults",
                kinds,
                "--clients",
                "8",
                "--rate",
                "40",
                "--out",
                FOLDER.toString()));
    var bed = new LocalTestBed();
    try (var cluster = bed.start(options);
        var faults = bed.faults(cluster, options)) {
      var verdict =
          new Run(options, cluster, faults, Duration.ofMinutes(2)).judge("of this checkout");
      System.out.println(verdict.page());
      System.out.println(String.join("\n", faults.log()));
      assertTrue(verdict.holds(), verdict::page);
      var injected = faults.counts().values().stream().mapToInt(Integer::intValue).sum();
      assertTrue(injected >= 1, "no fault had its turn");
      assertEquals(Set.of(), faults.notInjected().keySet());
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
