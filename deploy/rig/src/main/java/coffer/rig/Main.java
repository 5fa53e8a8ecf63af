package coffer.rig;

import coffer.rig.cluster.Topology;
import coffer.rig.fault.Probe;
import coffer.rig.measure.Measures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code rig run} drives a cluster under faults, judges what the clients saw, and says so; {@code
 * rig probe} tells which faults can be injected here, and how; {@code rig sabotage} plants bugs and
 * tells whether runs convict them.
 */
public final class Main {
  private static final int HOLDS = 0;
  private static final int VIOLATED = 1;
  private static final int NOT_RUN = 2;
  private static final Duration HEALING = Duration.ofMinutes(5);

  private Main() {}

  public static void main(String[] arguments) {
    var words = Arrays.asList(arguments);
    if (words.equals(List.of("probe"))) {
      System.exit(probe());
    }
    if (Measures.know(words)) {
      System.exit(measure(words));
    }
    if (!words.isEmpty() && words.getFirst().equals("sabotage") && !words.contains("--help")) {
      System.exit(sabotage(words.subList(1, words.size())));
    }
    if (words.isEmpty() || !words.getFirst().equals("run") || words.contains("--help")) {
      System.out.print(RunOptions.USAGE);
      System.exit(words.contains("--help") ? HOLDS : NOT_RUN);
    }
    System.exit(run(words.subList(1, words.size())));
  }

  private static int probe() {
    try {
      var checkout = Path.of(System.getProperty("rig.checkout", "")).toAbsolutePath();
      Probe.lines(checkout, new Topology(3, 3)).forEach(System.out::println);
      return HOLDS;
    } catch (IOException failed) {
      System.err.println("rig: " + failed.getMessage());
      return NOT_RUN;
    }
  }

  private static int run(List<String> words) {
    try {
      var options = RunOptions.parse(words);
      System.out.println("rig: " + options + ", in " + options.folder());
      return options.endpoints().isEmpty() ? runStarted(options) : runGiven(options);
    } catch (IllegalArgumentException | IOException | SdkException failed) {
      System.err.println("rig: " + failed.getMessage());
      return NOT_RUN;
    } catch (RuntimeException failed) {
      failed.printStackTrace();
      return NOT_RUN;
    } catch (InterruptedException ended) {
      return NOT_RUN;
    }
  }

  private static int sabotage(List<String> words) {
    try {
      return SabotageTable.parse(words, bed()).run() ? HOLDS : VIOLATED;
    } catch (IllegalArgumentException | IOException failed) {
      System.err.println("rig: " + failed.getMessage());
      return NOT_RUN;
    } catch (InterruptedException ended) {
      return NOT_RUN;
    }
  }

  private static int measure(List<String> words) {
    try {
      return Measures.run(words) ? HOLDS : VIOLATED;
    } catch (IllegalArgumentException | IOException | SdkException failed) {
      System.err.println("rig: " + failed.getMessage());
      return NOT_RUN;
    } catch (InterruptedException ended) {
      return NOT_RUN;
    }
  }

  private static TestBed bed() {
    return ServiceLoader.load(TestBed.class)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("this build starts no cluster: --endpoints"));
  }

  private static int runGiven(RunOptions options) throws IOException, InterruptedException {
    if (!options.faults().equals(List.of("none"))) {
      throw new IllegalArgumentException("no faults can be injected into a cluster that is given");
    }
    try (var cluster = new ExternalCluster(options);
        var faults = FaultSchedule.none()) {
      return judge(options, cluster, faults);
    }
  }

  private static int runStarted(RunOptions options) throws IOException, InterruptedException {
    var bed = bed();
    try (var cluster = bed.start(options);
        var faults = bed.faults(cluster, options)) {
      return judge(options, cluster, faults);
    }
  }

  private static int judge(RunOptions options, ClusterUnderTest cluster, FaultSchedule faults)
      throws IOException, InterruptedException {
    var commit = System.getProperty("rig.commit", "unknown");
    var verdict = new Run(options, cluster, faults, HEALING).judge(commit);
    var page = verdict.page();
    Files.writeString(options.folder().resolve("verdict.txt"), page);
    System.out.println();
    System.out.print(page);
    return verdict.holds() ? HOLDS : VIOLATED;
  }
}
