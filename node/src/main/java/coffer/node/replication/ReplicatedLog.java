package coffer.node.replication;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One group's log, agreed on by its voters (Raft). Entries are opaque; each is applied to the
 * group's {@link LogApplier} on every replica. Stages complete on threads of the library, which
 * must not be blocked.
 */
public interface ReplicatedLog {

  /** The largest entry, in bytes. */
  int ENTRY_BYTES_MAX = 3 << 20;

  /**
   * Whether this replica leads, and has applied everything that earlier leaders committed.
   *
   * @param term the present term when {@code leader}, else the last one known here
   */
  record Leadership(boolean leader, long term) {}

  /**
   * Appends an entry. Its stage completes once the entry is durable on a quorum and applied here.
   *
   * @param term the term in which the entry was decided; every replica skips an entry that was
   *     appended in another, so that a decision never outlives the leadership it was made under
   * @return where it stands; fails with {@link ProposalException}
   */
  CompletionStage<LogPosition> propose(long term, byte[] entry);

  /**
   * Completes when what is applied here includes every entry that any replica acknowledged before
   * the call. Immediate for a lone voter; otherwise a majority confirms that it has no later leader
   * ({@link LeadershipCheck}), or else an entry does; never the library's read index.
   */
  CompletionStage<Void> readBarrier();

  /**
   * Completes when a majority knows that every entry acknowledged before the call is committed, and
   * so applies it. Immediate for a lone voter.
   */
  CompletionStage<Void> spread();

  /**
   * As {@link #readBarrier()}, for reads of another replica: of three voters, the leader and that
   * one are a majority, and nobody else need be asked.
   *
   * @param asker what it said of itself after these reads began
   */
  CompletionStage<Void> readBarrier(VoterTerm asker);

  /**
   * The term that this replica is in: it has not voted in a later one, and will not vote in an
   * earlier. Empty while it takes no part.
   */
  Optional<VoterTerm> voterTerm();

  Leadership leadership();

  /** False for good once a flush has failed: only a restart finds out what is on the disk. */
  boolean writable();

  /** Whether that was for want of room, or an entry could not be applied for that. */
  boolean stoppedByFullDisk();

  /**
   * Tells {@code listener} of the present leadership and of each change, in order; it must not
   * block.
   */
  void onLeadership(Consumer<Leadership> listener);

  /** The replica that leads, as far as this one knows: the id of a {@link LogPeer}. */
  Optional<String> leader();

  /** Who keeps the log, as this replica knows. */
  LogMembers members();

  /**
   * Makes {@code members} the replicas; at the leader only. Completes when new voters have caught
   * up and a quorum of old and new has agreed; fails with {@link ProposalException}. A leader that
   * is not to be a voter any more hands leadership on, and fails with an exception that says so:
   * the new leader finishes the change. New members must answer within 8 s.
   */
  CompletionStage<Void> changeMembers(LogMembers members);

  /** Asks a voter to lead instead; at the leader only. */
  CompletionStage<Void> transferLeadership(String peer);

  /** How long ago each other replica was heard of; empty unless this one leads. */
  Map<String, Duration> silences();
}
