package coffer.node.index;

import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexClient;
import coffer.node.index.database.IndexRows;
import coffer.node.index.database.RowCare;
import coffer.node.index.database.SnapshotHandler;
import coffer.node.index.group.IndexGroup;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerCallsOn;
import coffer.node.peer.PeerException;
import coffer.node.replication.ReplicatedLog;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What this node asks others for: calls of the index, and snapshots. */
final class ClusterCalls {
  private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SCRUB_PAUSE =
      Duration.ofMillis(Long.getLong("coffer.index.scrub.ms", 600_000));
  private static final Duration TERM_TIMEOUT = Duration.ofMillis(400);
  private static final byte[] NOTHING = {};
  private static final String ZONE_PREFIX = BucketGroups.ofZone("");

  private final IndexNode.Cluster settings;
  private final ReplicatedMembers members;
  private final PeerCalls calls;
  private volatile @Nullable IndexClient client;

  /**
   * @param answers goes on with what others have answered
   */
  ClusterCalls(IndexNode.Cluster settings, IndexRows region, Executor answers) {
    this.settings = settings;
    this.calls = new PeerCallsOn(settings.calls(), answers);
    this.members = new ReplicatedMembers(settings.self(), region);
  }

  /** The id under which this node's replicas vote. */
  String replica() {
    return settings.self().raftPeer();
  }

  ReplicatedMembers members() {
    return members;
  }

  /** Calls to all groups, those of {@code own} here when this node leads. */
  IndexCalls client(Map<String, IndexGroup> own) {
    var made =
        new IndexClient(
            new IndexClient.Parts(
                own,
                calls,
                this::byRaftPeer,
                this::candidates,
                IndexClient.Pauses.REAL,
                System::nanoTime));
    client = made;
    return made;
  }

  /** Another node, by the id of its replicas. */
  Optional<Member> byRaftPeer(String peer) {
    return members.byRaftPeer(peer).filter(this::isOther);
  }

  private boolean isOther(Member member) {
    return !member.nodeId().equals(settings.self().nodeId());
  }

  /** The other nodes that may know who leads the group. */
  private List<Member> candidates(String group) {
    var known =
        group.startsWith(ZONE_PREFIX)
            ? members.ofZone(group.substring(ZONE_PREFIX.length()))
            : members.all();
    var byAddress = new LinkedHashMap<String, Member>();
    known.stream()
        .filter(this::isOther)
        .forEach(member -> byAddress.put(member.host() + ":" + member.port(), member));
    if (!members.complete()) {
      settings
          .seeds()
          .forEach(seed -> byAddress.putIfAbsent(seed.host() + ":" + seed.port(), seed));
    }
    return List.copyOf(byAddress.values());
  }

  /** The term of another node's replica; see {@link TermHandler}. */
  CompletionStage<Long> termOf(String group, String voter) {
    var member = byRaftPeer(voter);
    if (member.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the node of a voter is not known"));
    }
    return calls
        .call(member.get(), TermHandler.PATH + group, NOTHING, TERM_TIMEOUT)
        .thenApply(answer -> TermHandler.decode(answer, voter));
  }

  /** From the leader; from whoever has one, as long as the leader's address is not known here. */
  InputStream snapshot(String group, String leader) throws IOException {
    var known = byRaftPeer(leader);
    var sources = known.map(List::of).orElseGet(() -> candidates(group));
    var failure = new IOException("nobody to ask for a snapshot of " + group);
    for (var source : sources) {
      try {
        return calls.open(source, SnapshotHandler.PATH + group, SNAPSHOT_TIMEOUT);
      } catch (IOException | PeerException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /** Who may have the rows of a group; the leader first. */
  List<Member> snapshotSources(String group, Optional<String> leader) {
    var sources = new java.util.LinkedHashSet<Member>();
    leader.flatMap(this::byRaftPeer).ifPresent(sources::add);
    sources.addAll(candidates(group));
    return List.copyOf(sources);
  }

  InputStream snapshot(String group, Member source) throws IOException {
    return calls.open(source, SnapshotHandler.PATH + group, SNAPSHOT_TIMEOUT);
  }

  RowCare care(String group, IndexRows rows, ReplicatedLog log) {
    return new RowCare(
        group,
        rows,
        log,
        settings.self().raftPeer(),
        new RowCare.Sources() {
          @Override
          public List<Member> of(Optional<String> leader) {
            return snapshotSources(group, leader);
          }

          @Override
          public InputStream open(Member source) throws IOException {
            return snapshot(group, source);
          }
        },
        SCRUB_PAUSE);
  }

  void close() {
    var made = client;
    if (made != null) {
      made.close();
    }
  }
}
