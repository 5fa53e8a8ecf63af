package coffer.bench.limit;

import coffer.bench.work.Case;
import coffer.bench.work.Operation;

/**
 * What no server that does the work over HTTP, signed, encrypted and durable, could better on this
 * machine, with what Coffer is made of: bare Pekko HTTP, the JDK's cipher and digest, and a flush.
 *
 * @param rate operations/s at most
 * @param cpuMicros of the server for an operation at least
 */
public record Floor(double rate, double cpuMicros) {

  /** What bare HTTP did of a case: operations/s, CPU µs for one, bytes of content of one. */
  public record Http(double rate, double cpuMicros, double bytes) {}

  /**
   * Adds the times of the parts. One connection waits for them one after the other; several spread
   * them over the cores, and share flushes, whose number is then not known.
   *
   * @param signedBodies whether the SHA-256 of what is written has to be computed
   */
  public static Floor of(Case doing, boolean signedBodies, Http http, Machine machine) {
    double written = share(doing, Operation.PUT) + share(doing, Operation.MULTIPART);
    double flushes = written + share(doing, Operation.DELETE);
    double crypto =
        http.bytes() / machine.cipher()
            + (signedBodies ? written * doing.bytes() / machine.sha256() : 0);
    int parallel = Math.min(doing.connections(), machine.cores());
    double waiting = doing.connections() == 1 ? flushes * machine.flushSeconds() : 0;
    return new Floor(
        1 / (1 / http.rate() + crypto / parallel + waiting), http.cpuMicros() + crypto * 1e6);
  }

  private static double share(Case doing, Operation operation) {
    return doing.work().share(operation) / 100.0;
  }
}
