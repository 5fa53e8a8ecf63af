package coffer.bench;

import coffer.bench.micro.Benchmarks;
import coffer.bench.option.CommandLine;
import coffer.bench.option.Plan;
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
        default -> bench(CommandLine.parse(arguments));
      }
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      System.exit(2);
    } catch (IOException failed) {
      System.err.println("bench: " + failed.getMessage());
      System.exit(1);
    }
  }

  private static void bench(CommandLine line) throws IOException, InterruptedException {
    var plan = Plan.of(line);
    var sides = Sides.of(line, plan.ceilingOnly() ? NO_CREDENTIALS : System.getenv());
    try (var bench = new Bench(plan, sides.first())) {
      bench.run(sides);
    }
  }
}
