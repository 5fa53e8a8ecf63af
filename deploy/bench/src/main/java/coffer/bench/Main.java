package coffer.bench;

import coffer.bench.micro.Benchmarks;
import coffer.bench.option.CommandLine;
import coffer.bench.option.Plan;
import coffer.bench.option.ScaleOptions;
import coffer.bench.option.Sides;
import coffer.bench.option.Usage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** {@code deploy/bin/bench}: see {@link Usage#TEXT}. */
public final class Main {
  /** A server that does nothing does not check them. */
  private static final Map<String, String> NO_CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "stub", "AWS_SECRET_ACCESS_KEY", "stub");

  private Main() {}

  /** Ends with 2 when the command line is not understood, with 1 when a measurement fails. */
  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    var first = arguments.length == 0 ? "--help" : arguments[0];
    var rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    try {
      switch (first) {
        case "--help", "-h", "help" -> System.out.print(Usage.TEXT);
        case "jmh" -> Benchmarks.run(rest);
        case "cipher" -> Benchmarks.run("SegmentCipher");
        case "limits" -> {
          var line = CommandLine.parse(rest);
          bench(Plan.ofLimits(line), line, String.join(" ", arguments));
        }
        default -> {
          var line = CommandLine.parse(arguments);
          bench(Plan.of(line), line, String.join(" ", arguments));
        }
      }
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      System.exit(2);
    } catch (IOException failed) {
      System.err.println("bench: " + failed.getMessage());
      System.exit(1);
    }
  }

  private static void bench(Plan plan, CommandLine line, String words)
      throws IOException, InterruptedException {
    var environment =
        switch (plan.subject()) {
          case SERVERS -> System.getenv();
          case CLIENT, LIMITS -> NO_CREDENTIALS;
        };
    var sides = Sides.of(line, environment);
    try (var bench = new Bench(plan, words, sides.first())) {
      var scale = ScaleOptions.of(line);
      if (scale.isPresent()) {
        bench.run(scale.get(), sides.first());
      } else {
        bench.run(sides);
      }
    }
  }
}
