package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which thread reads, and what becomes of runs that end together. */
final class DiskTest {
  @TempDir Path folder;

  private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "disk-test");

  @AfterEach
  void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static String stored(Disk disk, int length) {
    var run = disk.newRunId(OptionalLong.of(length));
    var writer = disk.begin(run, OptionalLong.of(length));
    writer.append(new byte[length], length).toCompletableFuture().join();
    writer.finish().toCompletableFuture().join();
    return run;
  }

  /** Tells which thread asked for the array. */
  private static ReadTarget target(int length, CompletableFuture<Thread> reader) {
    return new ReadTarget(
        length,
        () -> {
          reader.complete(Thread.currentThread());
          return new byte[length];
        });
  }

  @Test
  void aShortChunkIsReadByWhoAsksAsLongAsNobodyElseReads() throws Exception {
    try (var disk = Disk.open(folder, Clock.systemUTC(), system)) {
      var small = stored(disk, 70_000);
      var large = stored(disk, 900_000);
      var reader = new CompletableFuture<Thread>();
      var read = disk.read(small, 0, target(70_000, reader)).toCompletableFuture();
      assertTrue(read.isDone());
      assertArrayEquals(new byte[70_000], read.join());
      assertEquals(Thread.currentThread(), reader.join());

      var other = new CompletableFuture<Thread>();
      disk.read(large, 0, target(900_000, other)).toCompletableFuture().join();
      assertNotEquals(Thread.currentThread(), other.join());

      var held = new CountDownLatch(1);
      var slow =
          disk.read(
              large,
              0,
              new ReadTarget(
                  900_000,
                  () -> {
                    try {
                      held.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return new byte[900_000];
                  }));
      var second = new CompletableFuture<Thread>();
      disk.read(small, 0, target(70_000, second)).toCompletableFuture().join();
      assertNotEquals(Thread.currentThread(), second.join());
      held.countDown();
      slow.toCompletableFuture().join();
    }
  }

  /** Those that find a flush under way are finished by another actor. */
  @Test
  void runsThatEndTogetherAreAllWhole() {
    try (var disk = Disk.open(folder, Clock.systemUTC(), system)) {
      var runs = new ArrayList<String>();
      var finished = new ArrayList<CompletableFuture<Void>>();
      for (int number = 0; number < 200; number++) {
        var bytes = new byte[20_000 + number];
        var run = disk.newRunId(OptionalLong.of(bytes.length));
        var writer = disk.begin(run, OptionalLong.of(bytes.length));
        writer.append(bytes, bytes.length);
        runs.add(run);
        finished.add(writer.finish().toCompletableFuture());
      }
      finished.forEach(CompletableFuture::join);
      var held = disk.held(runs).toCompletableFuture().join();
      assertEquals(200, Arrays.stream(held).sum());
      assertTrue(runs.stream().noneMatch(disk::isOpen));
      for (int number = 0; number < 200; number++) {
        assertEquals(
            20_000 + number, disk.read(runs.get(number), 0).toCompletableFuture().join().length);
      }
    }
  }
}
