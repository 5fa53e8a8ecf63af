package coffer.kms.ring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The durable, replicated rows in which KMS keeps keys, aliases and policies: a small versioned
 * table. The node stores it in the region's Raft group; nothing in it is a secret in the clear.
 * Reads are local and never block on the network.
 */
public interface KeyRing {

  /**
   * @param id the row's name, for example {@code key/000000000000/1234abcd-...}
   * @param version counts up by one with every write of the row, from 1
   */
  record Row(String id, long version, byte[] value) {}

  /**
   * One conditional change.
   *
   * @param expectedVersion the version the row must have now; 0 when it must not exist
   * @param value the new value; null deletes the row
   */
  record Write(String id, long expectedVersion, byte @Nullable [] value) {}

  /** The row as of the last change that this node applied. */
  Optional<Row> read(String id);

  /** All rows whose id starts with {@code prefix}, in byte order of their ids. */
  List<Row> scan(String prefix);

  /**
   * Whether a row that is not here was nowhere when this node started: false while a node that has
   * just started has yet to learn what the others know. Until then absence means nothing.
   */
  default boolean complete() {
    return true;
  }

  /**
   * Applies all writes or none, durably on a quorum before the stage completes.
   *
   * @return false when some row did not have its expected version, and nothing was changed
   */
  CompletionStage<Boolean> write(List<Write> writes);
}
