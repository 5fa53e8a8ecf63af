package coffer.rig;

import coffer.rig.check.CanaryScan;
import coffer.rig.check.Checks;
import coffer.rig.check.CutOffZones;
import coffer.rig.check.DisabledKeys;
import coffer.rig.check.Finding;
import coffer.rig.check.RepeatedCiphertext;
import coffer.rig.history.History;
import coffer.rig.verdict.Verdict;
import coffer.rig.workload.Stalls;
import coffer.rig.workload.Value;
import coffer.rig.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run: load and faults, then healing, then reading everything, then the verdict. */
final class Run {
  /** Faults begin when the clients work, and end early enough that load sees the recovery. */
  private static final Duration WARM = Duration.ofSeconds(5);

  private static final Duration CALM = Duration.ofSeconds(10);

  /** Nodes look after so long whether a new run's copies have come, and only then can tell. */
  private static final Duration SETTLING = Duration.ofSeconds(7);

  private final RunOptions options;
  private final ClusterUnderTest cluster;
  private final FaultSchedule faults;
  private final Duration healing;

  /**
   * @param healing how long the cluster may take to heal
   */
  Run(RunOptions options, ClusterUnderTest cluster, FaultSchedule faults, Duration healing) {
    this.healing = healing;
    this.options = options;
    this.cluster = cluster;
    this.faults = faults;
  }

  Verdict judge(String commit) throws IOException, InterruptedException {
    Files.createDirectories(options.folder());
    var history = new History(options.folder().resolve("history.jsonl"));
    try (history;
        var stalls = Stalls.watching()) {
      var run = Long.toString(System.currentTimeMillis() / 1000, 36);
      var load =
          new Workload(cluster, history, options.seed(), run, options.clients(), options.rate());
      say("load and faults for " + options.duration());
      long begin = history.now();
      var broken = underFaults(load);
      long end = history.now();
      var stalled = stalls.longest();
      say("healing");
      Thread.sleep(SETTLING);
      // What was damaged counts as well when nobody has come across it yet.
      boolean healed =
          cluster.awaitHealed(healing)
              && cluster.awaitScrubbed(healing)
              && cluster.awaitHealed(healing);
      long quiescent = history.now();
      say("reading everything");
      load.readAll();
      var operations = history.operations();
      say("judging " + operations.size() + " operations");
      var findings = new ArrayList<Finding>();
      findings.addAll(Checks.all(operations, quiescent, cluster.endpoints().size()));
      findings.add(CanaryScan.scan(cluster.dataFolders(), Value.magic()));
      findings.add(RepeatedCiphertext.scan(cluster.dataFolders()));
      findings.add(
          DisabledKeys.check(
              operations,
              faults.disabledKeys().stream().map(window -> window.by(history::at)).toList()));
      findings.add(
          CutOffZones.check(
              operations,
              faults.cutOffZones().stream().map(window -> window.by(history::at)).toList()));
      findings.add(
          Finding.of(
              "the cluster heals",
              "waited %.1f s".formatted((quiescent - end) / 1e9 - SETTLING.toSeconds()),
              healed ? List.of() : List.of("not within " + healing.toSeconds() + " s")));
      var errors = load.finalErrors().counts();
      findings.add(
          Finding.of(
              "after healing the SDK's retries hide every error",
              errors.values().stream().mapToInt(Integer::intValue).sum() + " errors",
              errors.isEmpty() ? List.of() : List.of(errors.toString())));
      findings.add(replicas());
      findings.add(Finding.of("every call ends", options.clients() + " clients", broken));
      return new Verdict(
          new Verdict.Facts(
              options.seed(),
              commit,
              cluster.topology(),
              begin,
              Math.min(end, begin + options.duration().toNanos()),
              load.buckets(),
              options.faults(),
              faults.counts(),
              faults.notInjected(),
              load.errors().counts(),
              faults.hiddenByRetries(),
              faults.writePauseMax(),
              load.moves(),
              stalled),
          operations,
          findings);
    } finally {
      Files.write(options.folder().resolve("faults.log"), faults.log());
    }
  }

  private static void say(String phase) {
    System.out.println("rig: " + phase);
  }

  private List<String> underFaults(Workload load) throws InterruptedException {
    var injector = Thread.ofPlatform().name("faults").start(this::inject);
    var broken = load.run(options.duration());
    injector.join();
    return broken;
  }

  private void inject() {
    var pause = options.duration().minus(WARM).minus(CALM);
    try {
      if (pause.isPositive()) {
        Thread.sleep(WARM);
        faults.start();
        Thread.sleep(pause);
      }
      faults.stop();
      faults.heal();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private Finding replicas() throws InterruptedException {
    var name = "replicas are byte-identical";
    say("comparing replicas");
    var differences = cluster.replicaDifferences();
    return differences.isEmpty()
        ? Finding.notChecked(name, "not known from outside")
        : Finding.of(name, "compared", differences.get());
  }
}
