package coffer.node.chunk;

import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerException;
import coffer.node.peer.PeerHandler;
import coffer.node.tls.NodeName;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several nodes in one process; calls between them are made by the caller's thread. */
public final class MemoryCluster {
  public final List<Node> nodes = new ArrayList<>();
  public final List<String> paths = new ArrayList<>();

  /** One node, and what is wrong with it. */
  public final class Node implements Members {
    public volatile Member member;
    public final MemoryLocalRuns disk;
    public final List<String> suspected = new ArrayList<>();
    public volatile boolean down;

    /** Calls to it are held here while {@link #stopped}. */
    public final List<Runnable> held = new ArrayList<>();

    public volatile boolean stopped;
    public final ChunkHandler handler;
    public final ChunkCalls calls;
    public final ReplicatedRuns runs;

    private Node(String zone, int number, Clock clock) {
      member =
          new Member(
              "%032x".formatted(nodes.size() + 1), zone, "h", number, "r", Member.State.ACTIVE, "");
      disk = new MemoryLocalRuns(clock);
      Suspects suspects = (runId, good) -> suspected.add(runId + " " + good);
      handler = new ChunkHandler(disk, suspects, System::nanoTime, 64 << 20);
      calls = new ChunkCalls(new Calls(), System::nanoTime, 64 << 20);
      runs = new ReplicatedRuns(disk, calls, this, suspects);
    }

    @Override
    public Member self() {
      return member;
    }

    @Override
    public List<Member> all() {
      return nodes.stream().map(node -> node.member).toList();
    }

    public void state(Member.State state) {
      member = new Member(member.nodeId(), member.zone(), "h", member.port(), "r", state, "");
    }
  }

  public MemoryCluster(int zones, int nodesEach, Clock clock) {
    for (int zone = 0; zone < zones; zone++) {
      for (int number = 0; number < nodesEach; number++) {
        nodes.add(new Node("zone" + zone, number, clock));
      }
    }
  }

  public Node node(String nodeId) {
    return nodes.stream()
        .filter(one -> one.member.nodeId().equals(nodeId))
        .findFirst()
        .orElseThrow();
  }

  private final class Calls implements PeerCalls {
    @Override
    public CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout) {
      paths.add(path);
      var node = node(to.nodeId());
      if (node.down) {
        return CompletableFuture.failedFuture(
            new PeerException(PeerException.Kind.UNREACHED, 0, "down"));
      }
      var answer = new CompletableFuture<byte[]>();
      Runnable call = () -> answer(node, path, body, answer);
      if (node.stopped) {
        node.held.add(
            () ->
                answer.completeExceptionally(
                    new PeerException(PeerException.Kind.UNKNOWN, 0, "timed out")));
      } else {
        call.run();
      }
      return answer;
    }

    private void answer(Node node, String path, byte[] body, CompletableFuture<byte[]> answer) {
      var call =
          new PeerHandler.Call(
              new NodeName("cluster", "zone", "node"),
              path.substring(1 + ChunkHandler.PREFIX.length()),
              body);
      node.handler
          .handle(call)
          .thenAccept(
              given -> {
                switch (given) {
                  case PeerHandler.Answer.Whole(var bytes) -> answer.complete(bytes);
                  case PeerHandler.Answer.Refused(var status, var message) ->
                      answer.completeExceptionally(
                          new PeerException(PeerException.Kind.REFUSED, status, message));
                  case PeerHandler.Answer.Streamed streamed ->
                      answer.completeExceptionally(new IllegalStateException());
                }
              });
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
