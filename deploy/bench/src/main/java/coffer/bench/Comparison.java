package coffer.bench;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Two servers, driven in turns: one, many, one, many. */
final class Comparison {
  private static final int IDLE_SECONDS = 5;

  private final Map<String, String> named;
  private final Map<String, String> environment;
  private final List<URI> one;
  private final List<URI> many;
  private final int pairs;
  private final int seconds;
  private final int warmup;

  /**
   * What one turn measured.
   *
   * @param median of latencies, in ms
   * @param p99 of latencies, in ms
   * @param cpu of all server processes for an operation, in µs
   */
  private record Turn(double rate, double median, double p99, double cpu) {}

  /** One of the two servers, at one kind of work. */
  private record Side(SmallObjects work, ServerProcesses processes) {
    Turn turn(int seconds) throws InterruptedException {
      long cpu = processes.cpuMicros();
      long from = System.nanoTime();
      var latencies = work.measure(seconds);
      double took = (System.nanoTime() - from) / 1e9;
      double count = Math.max(1, latencies.getTotalCount());
      return new Turn(
          count / took,
          latencies.getValueAtPercentile(50) / 1e6,
          latencies.getValueAtPercentile(99) / 1e6,
          (processes.cpuMicros() - cpu) / count);
    }
  }

  Comparison(Map<String, String> named, Map<String, String> environment) {
    this.named = named;
    this.environment = environment;
    this.one = uris("one");
    this.many = uris("many");
    this.pairs = Integer.parseInt(named.getOrDefault("pairs", "5"));
    this.seconds = Integer.parseInt(named.getOrDefault("seconds", "6"));
    this.warmup = Integer.parseInt(named.getOrDefault("warmup", "10"));
  }

  private List<URI> uris(String name) {
    var value = named.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing\n\n" + Options.USAGE);
    }
    return Arrays.stream(value.split(",")).map(URI::create).toList();
  }

  private List<String> list(String name, String usual) {
    return List.of(named.getOrDefault(name, usual).split(","));
  }

  void run() throws IOException, GeneralSecurityException, InterruptedException {
    var ones = ServerProcesses.at(one);
    var manys = ServerProcesses.at(many);
    printIdle(ones, manys);
    System.out.println(
        "                            |  operations/s         | median ms     | p99 ms        |"
            + " CPU µs/operation");
    for (var size : list("size", "4KiB")) {
      for (var work : list("work", "put,get")) {
        for (var connections : list("connections", "1,16")) {
          compare(
              "%s %s, %s connections".formatted(work, size, connections),
              new Side(work(one, work, size, connections), ones),
              new Side(work(many, work, size, connections), manys));
        }
      }
    }
  }

  private static void printIdle(ServerProcesses ones, ServerProcesses manys)
      throws InterruptedException {
    long oneBefore = ones.cpuMicros();
    long manyBefore = manys.cpuMicros();
    Thread.sleep(IDLE_SECONDS * 1000L);
    System.out.printf(
        "idle: one %.1f %% of a core, many %.1f %%%n",
        (ones.cpuMicros() - oneBefore) / 1e4 / IDLE_SECONDS,
        (manys.cpuMicros() - manyBefore) / 1e4 / IDLE_SECONDS);
  }

  private SmallObjects work(List<URI> endpoints, String work, String size, String connections)
      throws IOException, GeneralSecurityException {
    var targets = new ArrayList<Options>();
    for (var endpoint : endpoints) {
      var words = new HashMap<>(named);
      words.put("endpoint", endpoint.toString());
      words.put("work", work);
      words.put("size", size);
      words.put("connections", connections);
      targets.add(Options.parse(words, environment));
    }
    try (var client = new Client(targets.getFirst())) {
      client.createBucket();
    }
    var objects = new SmallObjects(targets);
    if (targets.getFirst().work() != Options.Work.PUT) {
      objects.fill();
    }
    return objects;
  }

  private void compare(String what, Side oneSide, Side manySide) throws InterruptedException {
    oneSide.turn(warmup);
    manySide.turn(warmup);
    var ones = new ArrayList<Turn>();
    var manys = new ArrayList<Turn>();
    for (int pair = 1; pair <= pairs; pair++) {
      ones.add(oneSide.turn(seconds));
      manys.add(manySide.turn(seconds));
      print(what + " " + pair, ones.getLast(), manys.getLast());
    }
    var oneMiddle = middle(ones);
    var manyMiddle = middle(manys);
    print(what + " all", oneMiddle, manyMiddle);
    System.out.printf(
        "%-27s | many / one: rate %.2f, median %.2f, p99 %.2f, CPU %.2f%n",
        "",
        manyMiddle.rate / oneMiddle.rate,
        manyMiddle.median / oneMiddle.median,
        manyMiddle.p99 / oneMiddle.p99,
        manyMiddle.cpu / oneMiddle.cpu);
  }

  private static Turn middle(List<Turn> turns) {
    return new Turn(
        middle(turns, Turn::rate),
        middle(turns, Turn::median),
        middle(turns, Turn::p99),
        middle(turns, Turn::cpu));
  }

  private static double middle(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    var sorted = turns.stream().mapToDouble(figure).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static void print(String what, Turn one, Turn many) {
    System.out.printf(
        "%-27s | %9.0f %9.0f   | %6.2f %6.2f | %6.1f %6.1f | %7.0f %7.0f%n",
        what, one.rate, many.rate, one.median, many.median, one.p99, many.p99, one.cpu, many.cpu);
  }
}
