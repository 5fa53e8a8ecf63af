package coffer.node.cluster;

import coffer.node.cluster.ZoneDecisions.Rounds;
import coffer.node.cluster.ZoneDecisions.Step;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerHandler;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.PeerHandler.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other nodes of the zone, each second, until this one is in their Pekko cluster; from
 * then on every ten seconds whether there is another cluster beside it. Answers the same question.
 */
final class ZoneBootstrap implements PeerHandler, AutoCloseable {
  static final String PATH = "/zone";

  private static final Logger LOG = LoggerFactory.getLogger(ZoneBootstrap.class);
  private static final Duration CALL_TIMEOUT = Duration.ofMillis(800);
  private static final int JOIN_AGAIN_ROUNDS = 5;

  /** The Pekko cluster as this node sees it. */
  interface Cluster {
    ZoneAnswer state();

    void join(Member node);
  }

  /** How long to wait between two rounds. */
  record Pace(Duration joining, Duration guarding) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  private final Members members;
  private final PeerCalls calls;
  private final Cluster cluster;
  private final Runnable onSecondCluster;
  private final Pace pace;
  private final Thread loop;

  // Of the loop's thread alone.
  private Rounds rounds = Rounds.NONE;
  private Map<String, String> suspects = Map.of();
  private int sinceJoin = JOIN_AGAIN_ROUNDS;

  ZoneBootstrap(
      Members members, PeerCalls calls, Cluster cluster, Runnable onSecondCluster, Pace pace) {
    this.members = members;
    this.calls = calls;
    this.cluster = cluster;
    this.onSecondCluster = onSecondCluster;
    this.pace = pace;
    this.loop = Thread.ofVirtual().name("zone-bootstrap").unstarted(this::run);
  }

  /** The only node of a zone is a cluster when this returns, or soon after. */
  void start() {
    if (others().isEmpty()) {
      cluster.join(members.self());
    }
    loop.start();
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    return CompletableFuture.completedFuture(new Answer.Whole(cluster.state().encode()));
  }

  private void run() {
    long start = System.nanoTime();
    try {
      while (true) {
        boolean member = cluster.state().member();
        if (member) {
          guard();
        } else {
          join(Duration.ofNanos(System.nanoTime() - start));
        }
        Thread.sleep(member ? pace.guarding : pace.joining);
      }
    } catch (InterruptedException closed) {
      LOG.debug("the zone is asked no more");
    }
  }

  private List<Member> others() {
    var self = members.self();
    return members.ofZone(self.zone()).stream()
        .filter(member -> !member.nodeId().equals(self.nodeId()))
        .toList();
  }

  private void join(Duration waited) throws InterruptedException {
    var self = members.self();
    var others = others();
    var answers = ask(others);
    rounds = rounds.then(ZoneDecisions.answering(self.nodeId(), answers));
    var zone = others.stream().map(Member::nodeId).collect(Collectors.toSet());
    zone.add(self.nodeId());
    switch (ZoneDecisions.step(self.nodeId(), zone, answers, rounds, waited)) {
      case Step.JoinSelf() -> joinOnce(self);
      case Step.JoinNode(var nodeId) -> members.byId(nodeId).ifPresent(this::joinOnce);
      case Step.Wait() ->
          LOG.debug("{} of {} nodes of the zone answer", answers.size(), zone.size());
    }
  }

  /** Joining takes some rounds; it is begun anew now and then. */
  private void joinOnce(Member node) {
    if (++sinceJoin >= JOIN_AGAIN_ROUNDS) {
      sinceJoin = 0;
      cluster.join(node);
    }
  }

  /** Two clusters are such when they are the same two in two rounds: leaders change. */
  private void guard() throws InterruptedException {
    var own = cluster.state();
    var found = new HashMap<String, String>();
    for (var answer : ask(others())) {
      if (ZoneDecisions.givesWay(own, answer)) {
        found.put(answer.nodeId(), own.incarnation() + " " + answer.incarnation());
      }
    }
    if (found.entrySet().stream().anyMatch(suspects.entrySet()::contains)) {
      LOG.error(
          "the zone has two Pekko clusters, and this one is the smaller: it must start again");
      onSecondCluster.run();
    }
    suspects = found;
  }

  private List<ZoneAnswer> ask(List<Member> others) throws InterruptedException {
    var asked =
        others.stream()
            .map(other -> calls.call(other, PATH, new byte[0], CALL_TIMEOUT).toCompletableFuture())
            .toList();
    var answers = new ArrayList<ZoneAnswer>();
    for (int index = 0; index < asked.size(); index++) {
      try {
        var answer = ZoneAnswer.decode(asked.get(index).join());
        if (answer.nodeId().equals(others.get(index).nodeId())) {
          answers.add(answer);
        }
      } catch (CompletionException | IOException silent) {
        LOG.debug("node {} does not answer", others.get(index).nodeId());
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return answers;
  }

  @Override
  public void close() {
    loop.interrupt();
  }
}
