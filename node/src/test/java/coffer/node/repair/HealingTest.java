package coffer.node.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.MemoryCluster;
import coffer.node.chunk.MemoryCluster.Node;
import coffer.node.peer.Member;
import coffer.node.placement.Placement;
import coffer.node.placement.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class HealingTest {
  private static final Scope REGION = new Scope.Region();
  private static final Duration GRACE = Duration.ofMinutes(10);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
  private final MemoryCluster cluster = new MemoryCluster(3, 2, clock);
  private final Node gateway = cluster.nodes.getFirst();
  private final Set<String> rows = new java.util.TreeSet<>();
  private final Map<Node, Healing> healing = new HashMap<>();

  /** When what is here was listed already. */
  private Runnable beforeRowsAreRead = () -> {};

  @Test
  void aWipedDiskIsFilledAgain() {
    for (int number = 0; number < 30; number++) {
      rows.add(write(100 + number));
    }
    var wiped = cluster.nodes.get(3);
    var before = Map.copyOf(wiped.disk.runs);
    assertFalse(before.isEmpty());
    wiped.disk.runs.clear();
    tick();
    assertEquals(before.keySet(), wiped.disk.runs.keySet());
    before.forEach(
        (run, chunks) ->
            assertArrayEquals(
                chunks.getFirst(), wiped.disk.runs.getOrDefault(run, List.of()).getFirst()));
    assertEquals(before.size(), healing(wiped).progress().healed());
  }

  @Test
  void aRunThatIsFinishedWhileItsRowIsLookedForIsNotFetched() {
    beforeRowsAreRead = () -> rows.add(write(100));
    tick();
    assertEquals(6, rows.size());
    for (var node : cluster.nodes) {
      assertEquals(0, healing(node).progress().healed());
      assertEquals(0, healing(node).progress().lost());
    }
  }

  @Test
  void aRunThatIsFoundNowhereIsLookedForAgainSoon() {
    var run = write(100);
    rows.add(run);
    cluster.nodes.forEach(node -> node.disk.runs.remove(run));
    tick();
    assertEquals(3, lost());
    rows.remove(run);
    now = now.plusSeconds(61);
    tick();
    assertEquals(0, lost());
  }

  private long lost() {
    return cluster.nodes.stream().mapToLong(node -> healing(node).progress().lost()).sum();
  }

  @Test
  void aNewRunIsFollowedUpOnceItHasHadTime() {
    tick();
    var run = write(100);
    rows.add(run);
    var target = holder(run, 0);
    target.disk.runs.remove(run);
    healing(target).applied(REGION, run);
    tick();
    assertFalse(target.disk.runs.containsKey(run));
    now = now.plusSeconds(6);
    tick();
    assertTrue(target.disk.runs.containsKey(run));
  }

  @Test
  void aRunThatIsStillBeingWrittenIsLeftAlone() {
    var run = write(100);
    rows.add(run);
    var target = holder(run, 0);
    target.disk.runs.remove(run);
    target.disk.open.add(run);
    var told = new ArrayList<String>();
    healing(target).onOpenRuns(told::add);
    tick();
    assertFalse(target.disk.runs.containsKey(run));
    assertEquals(List.of(run), told);
    assertEquals(1, healing(target).progress().missing(), "it must not pass for whole");
    now = now.plusSeconds(6);
    tick();
    assertEquals(List.of(run, run), told);
    assertEquals(1, healing(target).progress().missing());
    target.disk.open.remove(run);
    now = now.plusSeconds(6);
    tick();
    assertTrue(target.disk.runs.containsKey(run));
    assertEquals(0, healing(target).progress().missing());
  }

  @Test
  void aRunThatWasBeingWrittenAndIsNoLongerReferredToIsForgotten() {
    var run = write(100);
    rows.add(run);
    var target = holder(run, 0);
    target.disk.runs.remove(run);
    target.disk.open.add(run);
    tick();
    assertEquals(1, healing(target).progress().missing());
    rows.remove(run);
    healing(target).requestComparison();
    tick();
    assertEquals(0, healing(target).progress().missing());
  }

  @Test
  void aSuspectIsReplacedByTheGoodCopy() {
    var run = write(100);
    rows.add(run);
    var bad = holder(run, 0);
    var good = holder(run, 1);
    var bytes = bad.disk.runs.getOrDefault(run, List.of()).getFirst();
    bytes[50] ^= 1;
    holder(run, 2).disk.damaged.add(run);
    healing(bad).suspect(run, good.member.nodeId());
    assertArrayEquals(new byte[100], bad.disk.runs.getOrDefault(run, List.of()).getFirst());
  }

  @Test
  void surplusGoesOnlyWhenEveryTargetHasTheRunAndTheMembersAreSettled() {
    var run = write(100);
    rows.add(run);
    var other = notHolding(run);
    other.disk.runs.put(run, new ArrayList<>(List.of(new byte[100])));
    tick();
    assertTrue(other.disk.runs.containsKey(run), "the members are new");
    now = now.plus(Duration.ofMinutes(3));
    var target = holder(run, 0);
    target.down = target != gateway;
    healing(other).requestComparison();
    healing(other).tick();
    assertEquals(target.down, other.disk.runs.containsKey(run), "a target did not answer");
    target.down = false;
    now = now.plus(Duration.ofMinutes(1));
    tick();
    assertFalse(other.disk.runs.containsKey(run));
    assertEquals(3, holders(run).size());
  }

  @Test
  void anUnknownRunGoesAfterItHasBeenUnknownForTheWholeGrace() {
    var run = write(100);
    var node = holder(run, 0);
    now = now.plus(Duration.ofHours(5));
    node.disk.open.add(run);
    healing(node).tick();
    node.disk.open.remove(run);
    now = now.plus(Duration.ofHours(1));
    healing(node).requestComparison();
    healing(node).tick();
    assertTrue(node.disk.runs.containsKey(run), "old, and closed a moment ago");
    now = now.plus(GRACE).plusSeconds(20);
    healing(node).tick();
    assertFalse(node.disk.runs.containsKey(run));
  }

  @Test
  void aLeavingNodeMayGoWhenOthersHaveItsRuns() {
    for (int number = 0; number < 20; number++) {
      rows.add(write(100));
    }
    var leaving = cluster.nodes.get(2);
    leaving.state(Member.State.LEAVING);
    assertFalse(get(healing(leaving).moved()));
    tick();
    assertTrue(get(healing(leaving).moved()));
    assertFalse(leaving.disk.runs.isEmpty(), "it goes on serving");
  }

  @Test
  void scrubbingFindsADamagedRun() throws InterruptedException {
    var run = write(100);
    var node = holder(run, 0);
    node.disk.damaged.add(run);
    var found = new ArrayList<String>();
    var scrub = new Scrub(node.disk, unlimited(), found::add, InstantSource.system());
    scrub.pass();
    assertEquals(List.of(run), found);
    var outcome =
        new RunCopier(node.disk, node.calls, unlimited()).copy(run, List.of(holder(run, 1).member));
    assertEquals(new RunCopier.Copied(100), outcome);
    found.clear();
    scrub.pass();
    assertEquals(List.of(), found);
  }

  @Test
  void aDamagedRunThatCouldNotBeCopiedIsTriedAgain() {
    var run = write(100);
    var node = holder(run, 0);
    var other = holder(run, 1);
    node.disk.damaged.add(run);
    var copier = new RunCopier(node.disk, node.calls, unlimited());
    var repairs = new Repairs(copier, Runnable::run, () -> {}, () -> {});
    other.down = true;
    repairs.addDamaged(run, List.of(other.member));
    assertEquals(0, repairs.healed.get());
    other.down = false;
    repairs.retryDamaged();
    assertEquals(1, repairs.healed.get());
    repairs.retryDamaged();
    assertEquals(1, repairs.healed.get());
  }

  @Test
  void aRunThatNobodyHasWholeTouchesNothing() throws InterruptedException {
    var run = write(100);
    var node = holder(run, 0);
    var other = holder(run, 1);
    other.disk.damaged.add(run);
    var copier = new RunCopier(node.disk, node.calls, unlimited());
    assertInstanceOf(RunCopier.Later.class, copier.copy(run, List.of(other.member)));
    assertTrue(node.disk.runs.containsKey(run));
    assertEquals(new RunCopier.Nowhere(), copier.copy(run, List.of(notHolding(run).member)));
    other.down = true;
    assertInstanceOf(RunCopier.Later.class, copier.copy(run, List.of(other.member)));
    assertTrue(node.disk.runs.containsKey(run));
  }

  @Test
  void bytesAreTakenAtTheirRate() throws InterruptedException {
    long[] time = {0};
    var limit = new RateLimit(1000, () -> time[0], nanos -> time[0] += nanos);
    for (int taken = 0; taken < 11; taken++) {
      limit.take(100);
    }
    assertEquals(1_000_000_000L, time[0]);
  }

  private static RateLimit unlimited() {
    return new RateLimit(Long.MAX_VALUE, () -> 0, nanos -> {});
  }

  private void tick() {
    cluster.nodes.forEach(node -> healing(node).tick());
  }

  private Healing healing(Node node) {
    return healing.computeIfAbsent(
        node,
        made ->
            new Healing(
                made.disk,
                made.calls,
                made,
                visitor -> rows.forEach(run -> visitor.visit(REGION, run)),
                () -> {
                  beforeRowsAreRead.run();
                  return CompletableFuture.completedFuture(null);
                },
                HealingSettings.usual(GRACE),
                clock,
                Runnable::run));
  }

  private String write(int length) {
    var run = gateway.runs.begin(REGION, OptionalLong.of(length));
    get(run.append(new byte[length], length));
    get(run.finish());
    assertTrue(LocalRuns.millisOf(run.runId()) == now.toEpochMilli());
    return run.runId();
  }

  private Set<Node> holders(String run) {
    return cluster.nodes.stream()
        .filter(node -> node.disk.runs.containsKey(run))
        .collect(Collectors.toSet());
  }

  private Node holder(String run, int number) {
    var target = Placement.targets(REGION, run, gateway.all()).get(number);
    return cluster.node(target.nodeId());
  }

  private Node notHolding(String run) {
    return cluster.nodes.stream()
        .filter(node -> !node.disk.runs.containsKey(run))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
