package coffer.node.replication;

import java.io.IOException;
import java.io.InputStream;

/**
 * A group that a process takes part in.
 *
 * @param founder forms the group, with itself as the only voter, when it was never formed here;
 *     others wait until the group's leader takes them in
 * @param snapshots for a replica whose log begins behind its state
 * @param terms for a leader that is asked to read
 */
public record LogGroup(
    LogApplier applier, boolean founder, SnapshotSource snapshots, VoterTerms terms) {

  /** Where snapshots come from. */
  @FunctionalInterface
  public interface SnapshotSource {
    /**
     * What the leader's {@link LogApplier#writeSnapshot} writes. Blocks.
     *
     * @param leader the id of the group's leader
     */
    InputStream fetch(String group, String leader) throws IOException;
  }
}
