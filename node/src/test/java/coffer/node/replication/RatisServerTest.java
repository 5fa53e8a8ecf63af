package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.replication.ReplicatedLog.Leadership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RatisServerTest {
  @TempDir Path folder;

  /** Remembers entries in memory alone, so that a restart has to bring all of them again. */
  private static final class Recorder implements LogApplier {
    @Override
    public void writeSnapshot(java.io.OutputStream to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LogPosition installSnapshot(java.io.InputStream from) {
      throw new UnsupportedOperationException();
    }

    final List<String> entries = new CopyOnWriteArrayList<>();
    private volatile LogPosition applied = LogPosition.NONE;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean broken;
    private volatile boolean unwritable;

    @Override
    public LogPosition durable() {
      return LogPosition.NONE;
    }

    @Override
    public LogPosition applied() {
      return applied;
    }

    @Override
    public void apply(LogPosition at, byte[] entry) {
      if (broken) {
        throw new UncheckedIOException(new IOException("the disk is gone"));
      }
      applied = at;
      if (entry.length > 0) {
        entries.add(new String(entry, StandardCharsets.UTF_8));
      }
    }

    @Override
    public LogPosition persist() {
      attempts.incrementAndGet();
      if (unwritable) {
        throw new UncheckedIOException(new IOException("the disk is gone"));
      }
      return LogPosition.NONE;
    }
  }

  private RatisServer start(LogApplier a, LogApplier b) {
    return RatisServer.start(folder, Map.of("a", alone(a), "b", alone(b)), Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <R> R get(CompletionStage<R> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void entriesAreAppliedInOrderAndAgainAfterARestart() {
    var texts = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
    var a = new Recorder();
    var b = new Recorder();
    try (var server = start(a, b)) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      texts.forEach(text -> assertTrue(get(log.propose(term, bytes(text))).index() > 0));
      get(log.readBarrier());
      assertEquals(texts, a.entries);
      assertEquals(List.of(), b.entries);
    }
    var again = new Recorder();
    try (var server = start(again, new Recorder())) {
      assertEquals(texts, again.entries);
      assertTrue(server.replicatedLog("a").leadership().leader());
    }
  }

  @Test
  void anEntryOfAnotherTermIsSkipped() {
    var a = new Recorder();
    try (var server = start(a, new Recorder())) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      var thrown =
          assertThrows(CompletionException.class, () -> get(log.propose(term + 1, bytes("early"))));
      assertFalse(assertInstanceOf(ProposalException.class, thrown.getCause()).maybeApplied());
      get(log.propose(term, bytes("right")));
      assertEquals(List.of("right"), a.entries);
    }
  }

  @Test
  void nothingIsAcknowledgedAfterAnEntryThatCouldNotBeApplied() {
    var a = new Recorder();
    try (var server = start(a, new Recorder())) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      a.broken = true;
      assertThrows(CompletionException.class, () -> get(log.propose(term, bytes("lost"))));
      a.broken = false;
      assertThrows(CompletionException.class, () -> get(log.propose(term, bytes("later"))));
      assertEquals(List.of(), a.entries);
    }
    var again = new Recorder();
    try (var server = start(again, new Recorder())) {
      get(server.replicatedLog("a").readBarrier());
      assertEquals(List.of("lost", "later"), again.entries);
    }
  }

  @Test
  void aServerStopsThoughItsStateCannotBeMadeDurable() {
    var a = new Recorder();
    var server = start(a, new Recorder());
    var log = server.replicatedLog("a");
    get(log.propose(log.leadership().term(), bytes("kept")));
    a.unwritable = true;
    assertTimeoutPreemptively(Duration.ofSeconds(20), server::close);
    assertEquals(1, a.attempts.get());
    var again = new Recorder();
    try (var later = start(again, new Recorder())) {
      get(later.replicatedLog("a").readBarrier());
      assertEquals(List.of("kept"), again.entries);
    }
  }

  @Test
  void aStateThatCannotBeMadeDurableDoesNotEndItsGroup() {
    var a = new Recorder();
    try (var server = start(a, new Recorder())) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      a.unwritable = true;
      for (var i = 0; i < 80; i++) {
        get(log.propose(term, new byte[2 << 20]));
      }
      assertTrue(a.attempts.get() > 0, "no snapshot");
      get(log.propose(term, bytes("later")));
      assertEquals("later", a.entries.getLast());
    }
  }

  @Test
  void listenersHearOfTheLeadershipThatIsThere() {
    try (var server = start(new Recorder(), new Recorder())) {
      var heard = new ArrayList<Leadership>();
      server.replicatedLog("b").onLeadership(heard::add);
      assertEquals(List.of(server.replicatedLog("b").leadership()), heard);
      assertTrue(heard.getFirst().leader());
    }
  }

  @Test
  void aGroupThatWasNeverFormedIsFormedAnew() throws IOException {
    start(new Recorder(), new Recorder()).close();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(each -> each.toString().endsWith(".formed")).toList()) {
        Files.delete(file);
      }
    }
    try (var server = start(new Recorder(), new Recorder())) {
      var log = server.replicatedLog("a");
      assertTrue(get(log.propose(log.leadership().term(), bytes("x"))).index() > 0);
    }
  }

  @Test
  void aLongLogIsCutByItsBytes() throws InterruptedException {
    var a = new Keeper();
    try (var server = start(a, new Recorder())) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      for (var i = 0; i < 80; i++) {
        get(log.propose(term, new byte[2 << 20]));
      }
      // The snapshot is taken by the thread that applies, before a later entry.
      assertTrue(a.persisted.await(10, TimeUnit.SECONDS), "no snapshot");
    }
    try (var server = start(a, new Recorder())) {
      var log = server.replicatedLog("a");
      assertTrue(get(log.propose(log.leadership().term(), bytes("x"))).index() > 70);
    }
  }

  /** Tells of its first snapshot. */
  private static final class Keeper implements LogApplier {
    @Override
    public void writeSnapshot(java.io.OutputStream to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LogPosition installSnapshot(java.io.InputStream from) {
      throw new UnsupportedOperationException();
    }

    private volatile LogPosition applied = LogPosition.NONE;
    private volatile LogPosition durable = LogPosition.NONE;
    private final CountDownLatch persisted = new CountDownLatch(1);

    @Override
    public LogPosition durable() {
      return durable;
    }

    @Override
    public LogPosition applied() {
      return applied;
    }

    @Override
    public void apply(LogPosition at, byte[] entry) {
      assertTrue(at.index() > applied.index());
      applied = at;
    }

    @Override
    public LogPosition persist() {
      durable = applied;
      persisted.countDown();
      return durable;
    }
  }

  @Test
  void tooLongEntriesAreRefused() {
    try (var server = start(new Recorder(), new Recorder())) {
      var log = server.replicatedLog("a");
      var term = log.leadership().term();
      assertTrue(get(log.propose(term, new byte[ReplicatedLog.ENTRY_BYTES_MAX])).index() > 0);
      assertThrows(
          IllegalArgumentException.class,
          () -> log.propose(term, new byte[ReplicatedLog.ENTRY_BYTES_MAX + 1]));
    }
  }

  private static LogGroup alone(LogApplier applier) {
    return new LogGroup(
        applier,
        true,
        (group, leader) -> {
          throw new java.io.IOException("nobody to ask");
        },
        VoterTerms.NOBODY);
  }
}
