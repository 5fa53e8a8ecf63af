package coffer.node.index.call;

import coffer.node.replication.VoterTerm;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** This node's replica of a group, for calls. */
public interface GroupReplica {

  /**
   * Carries the call out if this replica leads.
   *
   * @param id of a write; empty when it is never repeated
   * @return fails with {@link coffer.http.error.S3Exception}, or {@link NotLeadingException}
   */
  CompletionStage<IndexReply> carryOut(IndexCall call, Optional<CallId> id);

  /** Whether it leads and can serve, as far as it knows. */
  boolean leads();

  /** Whether another may lead, and the rows here can be read. */
  boolean follows();

  /** The term that it is in; empty while it takes no part. */
  Optional<VoterTerm> voterTerm();

  /**
   * Answers a read from the rows here.
   *
   * @param position an entry of the log
   * @return empty when the rows do not hold the entry and those before it, or cannot be read; fails
   *     with {@link coffer.http.error.S3Exception}
   */
  CompletionStage<Optional<IndexReply>> readFollowing(IndexCall.Read call, long position);

  /** The Raft peer that leads, as far as this replica knows. */
  Optional<String> leader();
}
