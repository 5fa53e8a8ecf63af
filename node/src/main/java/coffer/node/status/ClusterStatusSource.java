package coffer.node.status;

import coffer.node.index.IndexNode.Replica;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerHandler;
import coffer.node.replication.LogPeer;
import coffer.node.status.NodeStatus.Group;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Asks all nodes how they do, and answers for this one. */
public final class ClusterStatusSource implements PeerHandler {
  /** Where other nodes ask. */
  public static final String PATH = "/status";

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final String cluster;
  private final Members members;
  private final PeerCalls calls;
  private final Supplier<List<Replica>> replicas;
  private final Supplier<Copies> copies;

  /**
   * What a node knows of its copies; see {@link NodeStatus}.
   *
   * @param compared whether it has compared them all since it started
   * @param scrubbedAt in ms since 1970
   */
  public record Copies(
      long missing, long healed, long unmoved, boolean compared, long scrubbedAt) {}

  public ClusterStatusSource(
      String cluster,
      Members members,
      PeerCalls calls,
      Supplier<List<Replica>> replicas,
      Supplier<Copies> copies) {
    this.cluster = cluster;
    this.members = members;
    this.calls = calls;
    this.replicas = replicas;
    this.copies = copies;
  }

  private NodeStatus own() {
    var now = copies.get();
    return new NodeStatus(
        members.self().nodeId(),
        now.missing(),
        now.healed(),
        now.unmoved(),
        now.compared(),
        now.scrubbedAt(),
        replicas.get().stream().map(this::group).toList());
  }

  private Group group(Replica replica) {
    var log = replica.log();
    var now = log.members();
    return new Group(
        replica.group(),
        log.leader().map(this::nodeId).orElse(""),
        replica.rows().applied().index(),
        now.voters().stream().map(LogPeer::id).map(this::nodeId).toList(),
        now.listeners().stream().map(LogPeer::id).map(this::nodeId).toList());
  }

  private String nodeId(String raftPeer) {
    return members.byRaftPeer(raftPeer).map(Member::nodeId).orElse(raftPeer);
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    return CompletableFuture.completedFuture(
        new Answer.Whole(StatusPage.json(own()).getBytes(StandardCharsets.UTF_8)));
  }

  /** The cluster's status as JSON. */
  public CompletionStage<String> json() {
    Map<String, NodeStatus> told = new ConcurrentHashMap<>();
    var self = members.self().nodeId();
    told.put(self, own());
    var asked = new ArrayList<CompletableFuture<Boolean>>();
    for (var member : members.all()) {
      if (!member.nodeId().equals(self)) {
        asked.add(
            calls
                .call(member, PATH, new byte[0], TIMEOUT)
                .handle(
                    (answer, failure) -> {
                      if (failure == null) {
                        told.put(member.nodeId(), StatusPage.parse(answer, NodeStatus.class));
                      }
                      return true;
                    })
                .toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .handle((all, failure) -> StatusPage.json(ClusterStatus.of(cluster, members.all(), told)));
  }
}
