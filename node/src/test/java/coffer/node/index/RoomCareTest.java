package coffer.node.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoomCareTest {
  private static final ActorSystem<Void> SYSTEM =
      ActorSystem.create(Behaviors.empty(), "room-care");

  @TempDir private Path folder;
  private final AtomicBoolean room = new AtomicBoolean(true);
  private final AtomicInteger restarts = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  @AfterAll
  static void terminate() {
    SYSTEM.terminate();
  }

  private RoomCare care(FakeCluster cluster) {
    return new RoomCare(
        Map.of("region", cluster.nodes.getFirst()),
        "peer0",
        new IndexNode.Room(room::get, restarts::incrementAndGet),
        now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aLeaderWithoutRoomHandsOnAndNotAllTheTime() throws InterruptedException {
    try (var cluster = new FakeCluster(SYSTEM, folder, 3);
        var care = care(cluster)) {
      cluster.lead(0);
      care.look();
      assertTrue(cluster.nodes.get(0).leadership().leader());
      room.set(false);
      care.look();
      assertTrue(cluster.nodes.get(2).leadership().leader());
      // The others have no room either, and gave it back.
      cluster.lead(0);
      pass(Duration.ofSeconds(30));
      care.look();
      assertTrue(cluster.nodes.get(0).leadership().leader());
      pass(Duration.ofSeconds(31));
      care.look();
      assertFalse(cluster.nodes.get(0).leadership().leader());
    }
  }

  @Test
  void theNodeStartsAnewOnceThereIsRoomAgain() throws InterruptedException {
    try (var cluster = new FakeCluster(SYSTEM, folder, 3);
        var care = care(cluster)) {
      pass(Duration.ofSeconds(20));
      care.look();
      assertEquals(0, restarts.get(), "nothing has stopped");
      cluster.nodes.getFirst().stopped = true;
      room.set(false);
      care.look();
      assertEquals(0, restarts.get(), "there is no room");
      room.set(true);
      care.look();
      care.look();
      assertEquals(1, restarts.get());
    }
  }

  @Test
  void aNodeThatHasJustStartedWaitsBeforeItStartsAnew() throws InterruptedException {
    try (var cluster = new FakeCluster(SYSTEM, folder, 3);
        var care = care(cluster)) {
      cluster.nodes.getFirst().stopped = true;
      care.look();
      assertEquals(0, restarts.get());
      pass(Duration.ofSeconds(10));
      care.look();
      assertEquals(1, restarts.get());
    }
  }
}
