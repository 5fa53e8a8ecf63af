package coffer.node.index.call;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import coffer.node.index.call.IndexCodec.MalformedCallException;
import coffer.node.index.call.IndexCodec.Sent;
import coffer.node.peer.Member;
import coffer.node.peer.PeerHandler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code index/<group>} for the groups that this node leads. For others it refuses with 421
 * and a {@link LeaderHint}; bytes that are no call with 400.
 */
public final class IndexHandler implements PeerHandler {
  private static final Logger LOG = LoggerFactory.getLogger(IndexHandler.class);
  private static final int MISDIRECTED = 421;

  private final Map<String, ? extends GroupReplica> replicas;
  private final Function<String, Optional<Member>> byRaftPeer;

  /**
   * @param replicas this node's, by the names of their groups
   * @param byRaftPeer another node, by the id of its replicas
   */
  public IndexHandler(
      Map<String, ? extends GroupReplica> replicas, Function<String, Optional<Member>> byRaftPeer) {
    this.replicas = replicas;
    this.byRaftPeer = byRaftPeer;
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    var replica = replicas.get(call.path());
    if (replica == null || !replica.leads()) {
      return CompletableFuture.completedStage(elsewhere(Optional.ofNullable(replica)));
    }
    Sent sent;
    try {
      sent = IndexCodec.decodeCall(call.body());
    } catch (MalformedCallException e) {
      return CompletableFuture.completedStage(
          new Answer.Refused(400, String.valueOf(e.getMessage())));
    }
    if (sent.call() instanceof IndexCall.Announce(var member)
        && !(member.nodeId().equals(call.caller().node())
            && member.zone().equals(call.caller().zone()))) {
      return CompletableFuture.completedStage(
          new Answer.Refused(403, "a node announces nobody but itself"));
    }
    return replica
        .carryOut(sent.call(), sent.callId())
        .handle((reply, failure) -> failure == null ? whole(reply) : failed(replica, failure));
  }

  private Answer whole(IndexReply reply) {
    try {
      return new Answer.Whole(IndexCodec.encode(reply));
    } catch (MalformedCallException tooLong) {
      LOG.error("a reply of the index cannot be sent", tooLong);
      return refused(new S3Exception(S3Error.InternalError));
    }
  }

  private Answer failed(GroupReplica replica, Throwable failure) {
    var why = StageFailure.cause(failure);
    if (why instanceof NotLeadingException) {
      return elsewhere(Optional.of(replica));
    }
    if (why instanceof S3Exception refusal) {
      return refused(refusal);
    }
    LOG.error("a call of the index failed", why);
    return refused(new S3Exception(S3Error.InternalError));
  }

  private static Answer refused(S3Exception refusal) {
    return new Answer.Whole(IndexCodec.encode(IndexReply.Refused.of(refusal)));
  }

  private Answer elsewhere(Optional<GroupReplica> replica) {
    var leader = replica.flatMap(GroupReplica::leader).flatMap(byRaftPeer);
    return new Answer.Refused(MISDIRECTED, LeaderHint.of(leader));
  }
}
