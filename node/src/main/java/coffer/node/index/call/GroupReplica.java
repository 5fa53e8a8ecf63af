package coffer.node.index.call;

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

  /** The Raft peer that leads, as far as this replica knows. */
  Optional<String> leader();
}
