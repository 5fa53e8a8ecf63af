package coffer.node;

import coffer.kms.rootkey.RootKeys;
import coffer.node.config.DataFolder;
import coffer.node.config.NodeSettings;
import coffer.node.config.OffsetClock;
import coffer.node.config.StartException;
import coffer.node.peer.HttpPeerCalls;
import coffer.node.peer.Member;
import coffer.node.peer.PeerException;
import coffer.node.status.ClusterStatus;
import coffer.node.status.StatusPage;
import coffer.node.tls.ClusterAuthority;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Takes a node out of its cluster: no more data is placed on it, the others fetch what it has, and
 * once they have it all the node is forgotten. Ended before that, it can be begun again.
 */
final class Decommissioning {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final NodeSettings settings;
  private final Consumer<String> out;

  /**
   * @param settings of a node of the cluster on this machine, running or not
   */
  Decommissioning(NodeSettings settings, Consumer<String> out) {
    this.settings = settings;
    this.out = out;
  }

  void run(String nodeId) {
    var cluster = DataFolder.clusterIdOf(settings.data());
    var folder = DataFolder.peek(settings.data());
    var others = folder.peers().stream().filter(member -> !member.nodeId().equals(nodeId)).toList();
    if (others.isEmpty()) {
      throw new StartException("the folder " + settings.data() + " knows of no other nodes");
    }
    try (var rootKey = RootKeys.open(settings.rootKey(), settings.data())) {
      var authority =
          ClusterAuthority.open(ClusterFolder.tls(settings.data()), rootKey, OffsetClock.system());
      var name = new NodeName(cluster, settings.zone(), folder.nodeId());
      var host = folder.place().map(DataFolder.Place::host);
      var tls = new NodeTls(authority, name, host.stream().toList());
      try (var calls = new HttpPeerCalls(tls)) {
        call(calls, others, MembershipHandler.LEAVE + nodeId);
        out.accept("coffer: " + nodeId + " leaves; the others fetch what it has");
        awaitMoved(others, nodeId);
        call(calls, others, MembershipHandler.REMOVE + nodeId);
        out.accept("coffer: " + nodeId + " has left; it may be stopped");
      }
    }
  }

  private static void call(HttpPeerCalls calls, List<Member> others, String operation) {
    var failure = "";
    for (var member : others) {
      try {
        calls
            .call(member, MembershipHandler.PATH + operation, new byte[0], TIMEOUT)
            .toCompletableFuture()
            .join();
        return;
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof PeerException refused && refused.status() == 404) {
          throw new StartException(String.valueOf(refused.getMessage()));
        }
        failure = String.valueOf(failed.getCause());
      }
    }
    throw new StartException("no node of the cluster takes the order: " + failure);
  }

  private void awaitMoved(List<Member> others, String nodeId) {
    long told = -1;
    while (true) {
      var status = status(others);
      var left = left(status, nodeId);
      if (left == 0) {
        return;
      }
      if (left != told) {
        out.accept("coffer: " + left + " runs or roles still to move");
        told = left;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static ClusterStatus status(List<Member> others) {
    StartException failure = new StartException("no node tells its status");
    for (var member : others) {
      try {
        return StatusPage.ask(URI.create(member.url()));
      } catch (StartException silent) {
        failure = silent;
      }
    }
    throw failure;
  }

  /** What others do not have yet, and the groups in which the node still votes. */
  private static long left(ClusterStatus status, String nodeId) {
    var node = status.nodes().stream().filter(of -> of.id().equals(nodeId)).findFirst();
    long voting = status.groups().stream().filter(group -> group.voters().contains(nodeId)).count();
    return voting + status.underReplicated() + (node.isPresent() ? node.get().unmovedRuns() : 0);
  }
}
