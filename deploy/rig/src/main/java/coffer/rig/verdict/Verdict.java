package coffer.rig.verdict;

import coffer.rig.check.Finding;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was run, what was found, and whether everything holds. */
public final class Verdict {
  private static final int OFFENCES_SHOWN = 3;

  /**
   * What is known besides the history.
   *
   * @param commit of the sources, and whether they are changed
   * @param loadBegin and {@code loadEnd}: of the load, in ns of the history's clock
   * @param errors errors that the retries of the SDK did not hide, by kind, under load
   * @param rigStall the longest time in which the rig itself stood still
   * @param moves how often a client had no connection to its endpoint and went on to another
   */
  public record Facts(
      long seed,
      String commit,
      String topology,
      long loadBegin,
      long loadEnd,
      List<String> buckets,
      List<String> faultsAsked,
      Map<String, Integer> faults,
      Map<String, String> notInjected,
      Map<String, Integer> errors,
      boolean errorsMustBeHidden,
      Optional<Duration> writePauseMax,
      int moves,
      Duration rigStall) {
    Duration load() {
      return Duration.ofNanos(loadEnd - loadBegin);
    }
  }

  private final Facts facts;
  private final List<Operation> operations;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Pauses.Pause> pauses;

  /**
   * @param findings of the checks that the history or the cluster was put to
   */
  public Verdict(Facts facts, List<Operation> operations, List<Finding> findings) {
    this.facts = facts;
    this.operations = operations;
    this.pauses = Pauses.of(operations, facts.buckets(), facts.loadBegin(), facts.loadEnd());
    this.findings.addAll(findings);
    this.findings.add(work());
    this.findings.add(hidden());
    this.findings.add(pause());
    this.findings.add(injected());
  }

  /** Whether every check passed. */
  public boolean holds() {
    return findings.stream().allMatch(Finding::passes);
  }

  /** A run in which hardly anything succeeded proves nothing. */
  private Finding work() {
    long writes = facts.buckets().stream().filter(bucket -> acknowledged(bucket) == 0).count();
    return Finding.of(
        "every bucket acknowledged writes",
        facts.buckets().size() + " buckets",
        writes == 0 ? List.of() : List.of(writes + " buckets acknowledged none"));
  }

  private long acknowledged(String bucket) {
    return operations.stream()
        .filter(op -> op.subject().bucket().equals(bucket))
        .filter(op -> op.kind().writes() && op.outcome() instanceof Outcome.Written)
        .count();
  }

  private Finding hidden() {
    var name = "the SDK's retries hide every error";
    int count = facts.errors().values().stream().mapToInt(Integer::intValue).sum();
    if (!facts.errorsMustBeHidden()) {
      return Finding.notChecked(name, count + " errors; these faults excuse them");
    }
    return Finding.of(
        name, count + " errors", count == 0 ? List.of() : List.of(facts.errors().toString()));
  }

  private Finding pause() {
    var name = "writes pause no longer than they may";
    if (facts.writePauseMax().isEmpty()) {
      return Finding.notChecked(name, "no limit under these faults");
    }
    var most = facts.writePauseMax().get();
    return Finding.of(
        name,
        "at most %.1f s".formatted(seconds(most)),
        pauses.stream()
            .filter(pause -> pause.length().compareTo(most) > 0)
            .map(Verdict::describe)
            .toList());
  }

  private Finding injected() {
    return Finding.of(
        "every fault asked for was injected",
        String.join(", ", facts.faultsAsked()),
        facts.notInjected().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .toList());
  }

  private static String describe(Pauses.Pause pause) {
    return "%s: %.1f s from %.1f s on"
        .formatted(pause.bucket(), seconds(pause.length()), pause.from() / 1e9);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** What each check came to. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** One page. */
  public String page() {
    var out = new StringBuilder();
    out.append("coffer rig: %s%n%n".formatted(holds() ? "EVERYTHING HOLDS" : "VIOLATED"));
    line(out, "seed", Long.toString(facts.seed()));
    line(out, "commit", facts.commit());
    line(out, "topology", facts.topology());
    line(out, "load", "%.1f minutes".formatted(seconds(facts.load()) / 60));
    line(out, "faults", facts.faults().isEmpty() ? "none" : facts.faults().toString());
    facts.notInjected().forEach((kind, why) -> line(out, "not injected", kind + ": " + why));
    line(out, "errors not hidden", facts.errors().isEmpty() ? "none" : facts.errors().toString());
    line(out, "no connection", facts.moves() + " times a client went on to the next endpoint");
    line(out, "rig itself stalled", "%.1f s at most".formatted(seconds(facts.rigStall())));
    out.append(
        "%noperations        %8s %8s %8s %8s %10s%n"
            .formatted("ok", "fail", "info", "retried", "p50/p99 ms"));
    byKind().forEach((kind, row) -> out.append(row.line(kind.toString())));
    out.append("%nlongest time without an acknowledged write%n".formatted());
    pauses.forEach(pause -> out.append("  %s%n".formatted(describe(pause))));
    out.append('\n');
    findings.forEach(finding -> describe(out, finding));
    return out.toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append("%-18s %s%n".formatted(name, value));
  }

  private static void describe(StringBuilder out, Finding finding) {
    out.append("%-12s %s (%s)%n".formatted(finding.status(), finding.check(), finding.summary()));
    finding.offences().stream()
        .limit(OFFENCES_SHOWN)
        .forEach(offence -> out.append("  - ").append(offence).append('\n'));
    if (finding.offences().size() > OFFENCES_SHOWN) {
      out.append("  and %d more%n".formatted(finding.offences().size() - OFFENCES_SHOWN));
    }
  }

  private Map<Kind, Row> byKind() {
    var rows = new EnumMap<Kind, Row>(Kind.class);
    for (var operation : operations) {
      rows.computeIfAbsent(operation.kind(), any -> new Row()).add(operation);
    }
    return rows;
  }

  private static final class Row {
    private final Map<String, Integer> types = new TreeMap<>();
    private final List<Long> nanos = new ArrayList<>();
    private int retried;

    void add(Operation operation) {
      types.merge(operation.outcome().type(), 1, Integer::sum);
      nanos.add(operation.returned() - operation.invoked());
      retried += operation.lostAttempts() > 0 ? 1 : 0;
    }

    String line(String kind) {
      var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return "  %-16s %8d %8d %8d %8d %10s%n"
          .formatted(
              kind,
              types.getOrDefault("ok", 0),
              types.getOrDefault("fail", 0),
              types.getOrDefault("info", 0),
              retried,
              "%d/%d"
                  .formatted(
                      sorted[sorted.length / 2] / 1_000_000,
                      sorted[(int) (sorted.length * 0.99)] / 1_000_000));
    }
  }
}
