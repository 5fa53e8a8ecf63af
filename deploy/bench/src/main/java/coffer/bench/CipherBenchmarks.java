package coffer.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link SegmentCipherBenchmark}. Takes about a minute; see its figures in operations/s. */
public final class CipherBenchmarks {
  private CipherBenchmarks() {}

  public static void main(String[] arguments) throws RunnerException {
    Options options =
        new OptionsBuilder().include(SegmentCipherBenchmark.class.getSimpleName()).build();
    new Runner(options).run();
  }
}
