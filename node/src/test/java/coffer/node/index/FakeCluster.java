package coffer.node.index;

import coffer.node.index.call.IndexClient;
import coffer.node.index.call.IndexHandler;
import coffer.node.index.database.IndexRows;
import coffer.node.index.group.IndexGroup;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerException;
import coffer.node.peer.PeerException.Kind;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.PeerHandler.Call;
import coffer.node.replication.LogMembers;
import coffer.node.replication.LogPeer;
import coffer.node.replication.LogPosition;
import coffer.node.replication.ReplicatedLog;
import coffer.node.replication.VoterTerm;
import coffer.node.tls.NodeName;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/** Nodes of one process whose region group has a log that all of them share. */
public final class FakeCluster implements AutoCloseable {
  /** All nodes, by number. */
  public final List<Replica> nodes = new ArrayList<>();

  /** Nodes that no call reaches. */
  public final Set<Integer> unreachable = new HashSet<>();

  /** How many calls are carried out without their answers arriving. */
  public int answersToLose;

  /** How many entries are applied everywhere without being acknowledged. */
  public int acknowledgementsToLose;

  /** Who leads after an acknowledgement was lost. */
  public int nextLeader;

  /** How many calls went from node to node. */
  public int sent;

  /** Nodes that have not heard yet that the last entries are committed. */
  public final Set<Integer> behind = new HashSet<>();

  private int leader = -1;
  private long term;
  private long index;

  /** Nobody leads yet. */
  public FakeCluster(ActorSystem<?> system, Path folder, int size) {
    for (var number = 0; number < size; number++) {
      nodes.add(new Replica(system, folder.resolve("node" + number), number));
    }
  }

  /** Makes a node lead; -1 for none. */
  public synchronized void lead(int node) {
    leader = node;
    term++;
  }

  /** The node of a number. */
  public static Member member(int number) {
    return new Member(
        "node" + number,
        "zone1-az1",
        "127.0.0.1",
        9100 + 10 * number,
        "peer" + number,
        Member.State.ACTIVE,
        "http://127.0.0.1:" + number);
  }

  private static int number(Member member) {
    return (member.port() - 9100) / 10;
  }

  Optional<Member> byRaftPeer(String peer) {
    return Optional.of(member(Integer.parseInt(peer.substring(4))));
  }

  @Override
  public void close() {
    nodes.forEach(Replica::close);
  }

  /** One node. */
  public final class Replica implements ReplicatedLog, PeerCalls {
    public final IndexRows rows;
    final IndexGroup group;
    public final IndexHandler handler;
    public final IndexClient client;
    private final int number;

    /** Whether its log met a full disk. */
    boolean stopped;

    Replica(ActorSystem<?> system, Path folder, int number) {
      this.number = number;
      rows = new IndexRows(folder);
      group = new IndexGroup(system, "fake", rows, this, InstantSource.system(), () -> true, false);
      var groups = Map.of("region", group);
      handler = new IndexHandler(groups, FakeCluster.this::byRaftPeer);
      client =
          new IndexClient(
              new IndexClient.Parts(
                  groups,
                  this,
                  peer -> byRaftPeer(peer).filter(member -> number(member) != number),
                  name -> others(number),
                  (pause, task) -> CompletableFuture.runAsync(task),
                  System::nanoTime));
    }

    private List<Member> others(int self) {
      return nodes.stream()
          .filter(node -> node.number != self)
          .map(node -> member(node.number))
          .toList();
    }

    private void close() {
      group.close();
      rows.close();
    }

    @Override
    public CompletionStage<LogPosition> propose(long proposed, byte[] entry) {
      synchronized (FakeCluster.this) {
        if (leader != number || proposed != term) {
          return CompletableFuture.failedFuture(new IllegalStateException("not the leader"));
        }
        var at = new LogPosition(term, ++index);
        nodes.stream()
            .filter(node -> !behind.contains(node.number))
            .forEach(node -> node.rows.apply(at, entry));
        if (entry.length > 0 && acknowledgementsToLose > 0) {
          acknowledgementsToLose--;
          lead(nextLeader);
          return CompletableFuture.failedFuture(new IllegalStateException("deposed"));
        }
        return CompletableFuture.completedStage(at);
      }
    }

    @Override
    public CompletionStage<Void> readBarrier() {
      return propose(leadership().term(), new byte[0]).thenAccept(position -> {});
    }

    @Override
    public CompletionStage<Void> spread() {
      return readBarrier();
    }

    @Override
    public CompletionStage<Void> readBarrier(VoterTerm asker) {
      return readBarrier();
    }

    @Override
    public Optional<VoterTerm> voterTerm() {
      synchronized (FakeCluster.this) {
        return Optional.of(new VoterTerm("peer" + number, term));
      }
    }

    @Override
    public Leadership leadership() {
      synchronized (FakeCluster.this) {
        return new Leadership(leader == number, term);
      }
    }

    @Override
    public boolean stoppedByFullDisk() {
      return stopped;
    }

    @Override
    public boolean writable() {
      return !stopped;
    }

    @Override
    public void onLeadership(Consumer<Leadership> listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> leader() {
      synchronized (FakeCluster.this) {
        return leader < 0 ? Optional.empty() : Optional.of("peer" + leader);
      }
    }

    @Override
    public LogMembers members() {
      return new LogMembers(
          nodes.stream().map(node -> new LogPeer("peer" + node.number, "127.0.0.1", 1)).toList(),
          List.of());
    }

    @Override
    public CompletionStage<Void> changeMembers(LogMembers members) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> transferLeadership(String peer) {
      lead(Integer.parseInt(peer.substring(4)));
      return CompletableFuture.completedStage(null);
    }

    /** The highest number was heard of last. */
    @Override
    public Map<String, Duration> silences() {
      var silences = new HashMap<String, Duration>();
      nodes.forEach(
          node -> silences.put("peer" + node.number, Duration.ofMillis(100 - node.number)));
      return silences;
    }

    @Override
    public CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
      synchronized (FakeCluster.this) {
        sent++;
        if (unreachable.contains(number(to))) {
          return CompletableFuture.failedFuture(new PeerException(Kind.UNREACHED, 0, "down"));
        }
      }
      var caller = new NodeName("cluster", "zone1-az1", "node" + number);
      return nodes
          .get(number(to))
          .handler
          .handle(new Call(caller, path.substring("/index/".length()), body))
          .thenApply(this::answer);
    }

    private byte[] answer(Answer answer) {
      synchronized (FakeCluster.this) {
        return switch (answer) {
          case Answer.Whole(var body) -> {
            if (answersToLose > 0) {
              answersToLose--;
              throw new PeerException(Kind.UNKNOWN, 0, "no answer");
            }
            yield body;
          }
          case Answer.Refused(var status, var message) ->
              throw new PeerException(Kind.REFUSED, status, message);
          case Answer.Streamed streamed -> throw new UnsupportedOperationException();
        };
      }
    }

    @Override
    public InputStream open(Member to, String path, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean reachable(Member member) {
      return true;
    }
  }
}
