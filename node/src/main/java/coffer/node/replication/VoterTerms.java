package coffer.node.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks other voters of a group in which term they are. */
@FunctionalInterface
public interface VoterTerms {
  /** For a replica that has no others to ask. */
  VoterTerms NOBODY =
      (group, voter) ->
          CompletableFuture.failedFuture(new IllegalStateException("there is nobody to ask"));

  /**
   * The term of {@link ReplicatedLog#term} at that voter, at some moment after the call; fails when
   * the voter does not answer.
   *
   * @param voter the id of a {@link LogPeer}
   */
  CompletionStage<Long> ask(String group, String voter);
}
