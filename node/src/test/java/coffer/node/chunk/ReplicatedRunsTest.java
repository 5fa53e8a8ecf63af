package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.placement.Placement;
import coffer.node.placement.Scope;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class ReplicatedRunsTest {
  private static final ReadTarget NEW_ARRAY = new ReadTarget(100, () -> new byte[0]);
  private static final Scope REGION = new Scope.Region();
  private static final int CHUNK = RunStore.CHUNK_BYTES;
  private final MemoryCluster cluster = new MemoryCluster(3, 2, Clock.systemUTC());
  private final MemoryCluster.Node gateway = cluster.nodes.getFirst();

  @Test
  void aRunOfOneChunkTakesOneCallForEachCopy() {
    var run = write(70_000, 1);
    assertEquals(targets(run), holders(run));
    assertTrue(cluster.paths.size() <= 3);
    cluster.paths.forEach(path -> assertTrue(path.endsWith("/0?bytes=70000&last"), path));
  }

  @Test
  void aLongRunIsTheSameEverywhere() {
    for (var length : List.of(OptionalLong.of(2L * CHUNK + 5), OptionalLong.empty())) {
      var run = gateway.runs.begin(REGION, length);
      for (int chunk = 0; chunk < 3; chunk++) {
        get(run.append(bytes(CHUNK, chunk), chunk == 2 ? 5 : CHUNK));
      }
      get(run.finish());
      assertEquals(targets(run.runId()), holders(run.runId()));
      for (var id : holders(run.runId())) {
        var chunks = cluster.node(id).disk.runs.getOrDefault(run.runId(), List.of());
        assertEquals(List.of(CHUNK, CHUNK, 5), chunks.stream().map(one -> one.length).toList());
        assertEquals(2, chunks.get(2)[0]);
      }
    }
  }

  @Test
  void aNodeThatIsDownIsStoodInFor() {
    cluster.nodes.get(2).down = true;
    for (int number = 0; number < 20; number++) {
      var run = write(100, number);
      assertEquals(3, holders(run).size());
      assertEquals(
          3, holders(run).stream().map(id -> cluster.node(id).member.zone()).distinct().count());
    }
  }

  @Test
  void aFullDiskIsStoodInFor() {
    gateway.disk.full = true;
    for (int number = 0; number < 20; number++) {
      assertEquals(3, holders(write(100, number)).size());
    }
    assertEquals(Set.of(), gateway.disk.open, "healing would leave them alone");
  }

  @Test
  void aRunWhoseEndFailsHereMayBeFetchedFromTheOthers() {
    gateway.disk.fullAtEnd = true;
    for (int number = 0; number < 20; number++) {
      assertTrue(holders(write(100, number)).size() >= 2);
    }
    assertEquals(Set.of(), gateway.disk.open);
  }

  @Test
  void aStoppedNodeDoesNotHoldAWriteUp() {
    var stopped = cluster.nodes.get(3);
    stopped.stopped = true;
    for (int number = 0; number < 20; number++) {
      assertTrue(holders(write(100, number)).size() >= 2);
    }
    stopped.held.forEach(Runnable::run);
    cluster.paths.clear();
    stopped.held.clear();
    for (int number = 0; number < 20; number++) {
      assertEquals(3, holders(write(100, number)).size());
    }
    assertEquals(0, stopped.held.size(), "it is passed over for a while");
  }

  @Test
  void oneZoneIsNotEnoughForTheRegionAndLeavesNothing() {
    cluster.nodes.subList(2, 6).forEach(node -> node.down = true);
    var run = gateway.runs.begin(REGION, OptionalLong.of(100));
    assertEquals(S3Error.ServiceUnavailable, refused(run.append(new byte[100], 100)));
    assertEquals(S3Error.ServiceUnavailable, refused(run.finish()));
    cluster.nodes.forEach(node -> assertEquals(0, node.disk.runs.size()));
  }

  @Test
  void aNodeThatFailsLaterIsLeftOut() {
    var run = gateway.runs.begin(REGION, OptionalLong.of(3L * CHUNK));
    get(run.append(new byte[CHUNK], CHUNK));
    var last = cluster.node(targets(run.runId()).get(2));
    if (last == gateway) {
      last.disk.full = true;
    } else {
      last.down = true;
    }
    get(run.append(new byte[CHUNK], CHUNK));
    get(run.append(new byte[CHUNK], CHUNK));
    get(run.finish());
    assertEquals(2, holders(run.runId()).size());
    assertFalse(holders(run.runId()).contains(last.member.nodeId()));
  }

  @Test
  void anAbandonedRunIsGoneEverywhere() {
    var run = gateway.runs.begin(REGION, OptionalLong.of(100));
    get(run.append(new byte[100], 100));
    run.abandon();
    assertEquals(List.of(), holders(run.runId()));
    assertEquals(S3Error.ServiceUnavailable, refused(run.append(new byte[1], 1)));
  }

  @Test
  void aDeletedRunIsGoneEverywhere() {
    var run = write(100, 1);
    get(gateway.runs.delete(REGION, List.of(run)));
    assertEquals(List.of(), holders(run));
  }

  @Test
  void copiesAreReadInTurnAndBadOnesReported() {
    var run = write(100, 7);
    var reader = gateway.runs.open(REGION, run);
    assertEquals(6, reader.copies());
    var order = Placement.readOrder(REGION, run, gateway.all(), gateway.member);
    int found = 0;
    for (int copy = 0; copy < 6; copy++) {
      boolean has = holders(run).contains(order.get(copy).nodeId());
      if (has) {
        assertArrayEquals(bytes(100, 7), get(reader.read(0, copy, NEW_ARRAY)));
        found++;
      } else {
        assertEquals(S3Error.InternalError, refused(reader.read(0, copy, NEW_ARRAY)));
      }
    }
    assertEquals(3, found);
    var holders = order.stream().filter(one -> holders(run).contains(one.nodeId())).toList();
    reader.damaged(order.indexOf(holders.get(0)));
    reader.proved(order.indexOf(holders.get(1)));
    assertEquals(
        List.of(run + " " + holders.get(1).nodeId()),
        cluster.node(holders.get(0).nodeId()).suspected);
  }

  @Test
  void aLoneNodeCallsNobody() {
    var lone = new MemoryCluster(1, 1, Clock.systemUTC());
    var node = lone.nodes.getFirst();
    var run = node.runs.begin(REGION, OptionalLong.of(100));
    assertFalse(run.keepsBytes());
    get(run.append(bytes(100, 1), 100));
    get(run.finish());
    var reader = node.runs.open(REGION, run.runId());
    assertEquals(1, reader.copies());
    assertArrayEquals(bytes(100, 1), get(reader.read(0, 0, NEW_ARRAY)));
    assertEquals(List.of(), lone.paths);
  }

  private String write(int length, int content) {
    var run = gateway.runs.begin(REGION, OptionalLong.of(length));
    get(run.append(bytes(length, content), length));
    get(run.finish());
    return run.runId();
  }

  private List<String> targets(String run) {
    return Placement.targets(REGION, run, gateway.all()).stream()
        .map(one -> one.nodeId())
        .sorted()
        .toList();
  }

  private List<String> holders(String run) {
    return cluster.nodes.stream()
        .filter(node -> node.disk.runs.containsKey(run))
        .map(node -> node.member.nodeId())
        .toList();
  }

  private static byte[] bytes(int length, int content) {
    var bytes = new byte[length];
    bytes[0] = (byte) content;
    return bytes;
  }

  private static S3Error refused(CompletionStage<?> stage) {
    var failed = assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return assertInstanceOf(S3Exception.class, failed.getCause()).error();
  }

  private static <T> T get(CompletionStage<T> stage) {
    assertTrue(stage.toCompletableFuture().isDone());
    return stage.toCompletableFuture().join();
  }
}
