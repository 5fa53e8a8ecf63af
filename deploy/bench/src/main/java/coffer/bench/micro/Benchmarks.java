package coffer.bench.micro;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of this package. */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * @param patterns regular expressions of which a benchmark's name has to hold one; all without
   *     one
   */
  public static void run(String... patterns) throws RunnerException {
    var options = new OptionsBuilder();
    for (var pattern : patterns) {
      options.include(pattern);
    }
    new Runner(options.build()).run();
  }
}
