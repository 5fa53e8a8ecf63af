package coffer.rig;

import coffer.rig.check.Finding;
import coffer.rig.sabotage.Sabotage;
import coffer.rig.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Plants each bug in a cluster of one zone and three nodes, in turn, and tells whether a short run
 * convicts it by the check that is named for it.
 */
final class SabotageTable {
  private static final String SETTING = "rig.sabotage";
  private static final Duration HEALING = Duration.ofSeconds(40);
  private static final int TRIES = 2;

  private final TestBed bed;
  private final List<Sabotage> bugs;
  private final Path folder;
  private final long seed;

  private SabotageTable(TestBed bed, List<Sabotage> bugs, Path folder, long seed) {
    this.bed = bed;
    this.bugs = bugs;
    this.folder = folder;
    this.seed = seed;
  }

  /**
   * @throws IllegalArgumentException for anything that is not understood
   */
  static SabotageTable parse(List<String> arguments, TestBed bed) {
    var bugs = List.of(Sabotage.values());
    var folder = Path.of(System.getProperty("java.io.tmpdir"), "coffer-rig-sabotage");
    long seed = 1;
    for (int at = 0; at < arguments.size(); at += 2) {
      if (at + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(at) + " needs a value");
      }
      var value = arguments.get(at + 1);
      switch (arguments.get(at)) {
        case "--only" -> bugs = Arrays.stream(value.split(",")).map(Sabotage::of).toList();
        case "--out" -> folder = Path.of(value);
        case "--seed" -> seed = Long.parseLong(value);
        default -> throw new IllegalArgumentException("unknown option " + arguments.get(at));
      }
    }
    return new SabotageTable(bed, bugs, folder, seed);
  }

  /** Whether all are convicted. */
  boolean run() throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    boolean convicted = true;
    for (var bug : bugs) {
      var line = "";
      boolean found = false;
      for (int attempt = 0; attempt < TRIES && !found; attempt++) {
        line = judge(bug, seed + attempt);
        found = line.startsWith("convicted");
      }
      lines.add("%-28s %s".formatted(bug.word(), line));
      System.out.println("rig: " + lines.getLast());
      convicted &= found;
    }
    System.out.println();
    lines.forEach(System.out::println);
    return convicted;
  }

  private String judge(Sabotage bug, long number) throws IOException, InterruptedException {
    System.setProperty(SETTING, bug.word());
    try {
      var offences = judge(options(bug, number));
      var named = bug.convictedBy().finding();
      if (offences.isEmpty()) {
        return "NOT convicted: everything holds";
      }
      return offences.contains(named)
          ? "convicted by: " + named
          : "NOT convicted by: " + named + ", only by: " + offences;
    } catch (NoSuchBucketException | NotFoundException lost) {
      // Buckets and a key are made, and then used: what was acknowledged is not there.
      return bug.convictedBy() == Sabotage.Check.LINEARIZABILITY
          ? "convicted while the buckets were made: " + lost.getMessage()
          : "NOT convicted: the buckets could not be made: " + lost.getMessage();
    } catch (SdkException refused) {
      return "NOT convicted: the buckets could not be made: " + refused.getMessage();
    } catch (IOException failed) {
      return "NOT convicted: " + failed.getMessage();
    } finally {
      System.clearProperty(SETTING);
    }
  }

  /** The names of the checks that do not hold. */
  private List<String> judge(RunOptions options) throws IOException, InterruptedException {
    try (var cluster = bed.start(options);
        var faults = bed.faults(cluster, options)) {
      var commit = System.getProperty("rig.commit", "unknown");
      Verdict verdict = new Run(options, cluster, faults, HEALING).judge(commit);
      Files.writeString(options.folder().resolve("verdict.txt"), verdict.page());
      return verdict.findings().stream()
          .filter(finding -> finding.status() == Finding.Status.VIOLATED)
          .map(Finding::check)
          .toList();
    }
  }

  private RunOptions options(Sabotage bug, long number) {
    return RunOptions.parse(
        List.of(
            "--seed",
            Long.toString(number),
            "--minutes",
            Double.toString(bug.seconds() / 60.0),
            "--faults",
            bug.faults(),
            "--zones",
            "1",
            "--nodes",
            "3",
            "--clients",
            "8",
            "--rate",
            "60",
            "--out",
            folder.resolve(bug.word() + "-" + number).toString()));
  }
}
