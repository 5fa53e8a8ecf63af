package coffer.rig;

import java.io.IOException;

/**
 * Starts the cluster that a run is about, and the faults that befall it. Found as a service ({@code
 * META-INF/services/coffer.rig.TestBed}) where no endpoints are given.
 */
public interface TestBed {
  /** Starts a cluster of {@code options.zones()} times {@code options.nodes()} and waits for it. */
  ClusterUnderTest start(RunOptions options) throws IOException, InterruptedException;

  /**
   * The faults of {@code options.faults()} for a cluster that this started.
   *
   * @throws IllegalArgumentException if a kind is not known
   */
  FaultSchedule faults(ClusterUnderTest cluster, RunOptions options);
}
