package coffer.bench.option;

import coffer.bench.work.Bytes;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import coffer.bench.work.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is measured and how much of it.
 *
 * @param subject what is measured
 * @param cases in order
 * @param turns of each side and case
 * @param ceilingSeconds for the client's own limit before each case; 0 for none
 * @param limits whether the machine's limits are measured first
 * @param limitsFolder where a file is written to time flushes
 * @param certificates PEM file of those that are believed; empty for the JVM's
 */
public record Plan(
    Subject subject,
    List<Case> cases,
    Load load,
    int turns,
    int ceilingSeconds,
    boolean limits,
    Path limitsFolder,
    Optional<Path> certificates,
    Optional<Path> csv,
    Optional<Path> html) {
  /** What is measured. */
  public enum Subject {
    /** S3 endpoints. */
    SERVERS,
    /** The client, against a server that does nothing. */
    CLIENT,
    /** The machine, and bare HTTP on it. */
    LIMITS
  }

  private static final List<Work> SIMPLE = List.of(Work.PUT, Work.GET, Work.HEAD);
  private static final int SECONDS_MAX = 3_600;
  private static final int TURNS_MAX = 1_000;
  private static final int CONNECTIONS_MAX = 1_024;
  private static final int KEYS_MAX = 10_000_000;

  public Plan {
    cases = List.copyOf(cases);
  }

  /**
   * Of endpoints, or of the client where the work is {@code ceiling}.
   *
   * @throws IllegalArgumentException for anything that is not understood
   */
  public static Plan of(CommandLine line) {
    return line.text("work", "").equals("ceiling")
        ? of(line, Subject.CLIENT, cases(line, SIMPLE))
        : of(line, Subject.SERVERS, cases(line, works(line)));
  }

  /**
   * Of the machine's limits.
   *
   * @throws IllegalArgumentException for anything that is not understood
   */
  public static Plan ofLimits(CommandLine line) {
    return of(line, Subject.LIMITS, cases(line, line.has("work") ? works(line) : SIMPLE));
  }

  private static Plan of(CommandLine line, Subject subject, List<Case> cases) {
    return new Plan(
        subject,
        cases,
        load(line),
        line.number("turns", line.has("vs") ? 5 : 1, 1, TURNS_MAX),
        line.number("ceiling-seconds", 1, 0, SECONDS_MAX),
        line.has("limits"),
        Path.of(line.text("limits-dir", System.getProperty("java.io.tmpdir"))),
        path(line, "ca"),
        path(line, "csv"),
        path(line, "html"));
  }

  private static List<Work> works(CommandLine line) {
    if (!line.has("work")) {
      throw new IllegalArgumentException("--work is missing; --help tells what there is");
    }
    return Work.list(line.text("work", ""));
  }

  private static Load load(CommandLine line) {
    var rate = line.text("rate", "0");
    if (!rate.matches("[0-9]{1,7}(\\.[0-9]{1,3})?")) {
      throw new IllegalArgumentException("--rate is a number of operations a second, not " + rate);
    }
    return new Load(
        line.number("seconds", line.has("vs") ? 6 : 10, 1, SECONDS_MAX),
        line.number("warmup", 5, 0, SECONDS_MAX),
        line.number("operations", 0, 0, Integer.MAX_VALUE),
        Double.parseDouble(rate),
        line.number("keys", 1000, 1, KEYS_MAX),
        0,
        Bytes.parse(line.text("space", "4GiB")),
        (int) Math.min(Bytes.parse(line.text("part-size", "16MiB")), Integer.MAX_VALUE),
        Bytes.parse(line.text("range-size", "64KiB")),
        line.number("list-keys", 1000, 1, 1000),
        line.number("errors", 0, 0, Integer.MAX_VALUE));
  }

  /** Every work at every size and number of connections; a size only where it matters. */
  private static List<Case> cases(CommandLine line, List<Work> works) {
    var cases = new ArrayList<Case>();
    for (var work : works) {
      for (long bytes : sizes(line, work)) {
        for (int connections : connections(line)) {
          cases.add(new Case(work, bytes, connections));
        }
      }
    }
    return cases;
  }

  private static List<Long> sizes(CommandLine line, Work work) {
    if (!line.has("size")) {
      return List.of(work.usualBytes());
    }
    var all = Arrays.stream(line.text("size", "").split(",", -1)).map(Bytes::parse).toList();
    return work.sized() ? all : List.of(all.getFirst());
  }

  private static List<Integer> connections(CommandLine line) {
    return numbers(line, "connections", "1", CONNECTIONS_MAX);
  }

  /** {@code N,N,...}, each from 1. */
  static List<Integer> numbers(CommandLine line, String name, String usual, int most) {
    return Arrays.stream(line.text(name, usual).split(",", -1))
        .map(number -> CommandLine.number(name, number, 1, most))
        .toList();
  }

  private static Optional<Path> path(CommandLine line, String name) {
    return line.has(name) ? Optional.of(Path.of(line.text(name, ""))) : Optional.empty();
  }
}
