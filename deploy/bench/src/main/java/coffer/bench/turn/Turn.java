package coffer.bench.turn;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one turn of one side measured.
 *
 * @param seconds that it took
 * @param nanos latencies
 * @param bytes of content moved
 * @param cpuMicros of all server processes for an operation; NaN where not known
 * @param residentBytes of all server processes at its end; NaN where not known
 */
public record Turn(
    double seconds,
    Histogram nanos,
    long bytes,
    int errors,
    Optional<String> error,
    double cpuMicros,
    double residentBytes) {

  /** Operations that succeeded. */
  public long operations() {
    return nanos.getTotalCount();
  }
}
