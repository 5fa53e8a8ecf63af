package coffer.bench.micro;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks of this package. */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * @param words of JMH's own command line: a regular expression that the names hold, and options
   * @throws IllegalArgumentException for words that JMH does not understand
   */
  public static void run(String... words) throws RunnerException {
    try {
      new Runner(new CommandLineOptions(words)).run();
    } catch (CommandLineOptionException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }
}
