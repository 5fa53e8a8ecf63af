package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged or unfinished log does to a start. */
final class LogDamageTest {
  private static final List<String> TEXTS =
      IntStream.range(0, 5).mapToObj(number -> "entry-" + number).toList();

  @TempDir Path folder;

  private static final class Memory implements LogApplier {
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
      applied = at;
      entries.add(new String(entry, StandardCharsets.UTF_8));
    }

    @Override
    public LogPosition persist() {
      return LogPosition.NONE;
    }
  }

  private RatisServer start(Path directory, Memory memory) {
    return RatisServer.start(directory, Map.of("a", alone(memory)), Optional.empty());
  }

  /** A folder as a killed process leaves it, with {@link #TEXTS} acknowledged. */
  private Path killed() throws IOException {
    var live = folder.resolve("live");
    var copy = folder.resolve("copy");
    try (var server = start(live, new Memory())) {
      var log = server.replicatedLog("a");
      for (var text : TEXTS) {
        log.propose(log.leadership().term(), text.getBytes(StandardCharsets.UTF_8))
            .toCompletableFuture()
            .join();
      }
      try (var files = Files.walk(live)) {
        for (var file : files.filter(one -> !one.endsWith("in_use.lock")).toList()) {
          Files.copy(
              file, copy.resolve(live.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return copy;
  }

  private static Path find(Path directory, String prefix) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private static int indexOf(byte[] content, String text) {
    return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void whatWasAcknowledgedComesBack() throws IOException {
    var memory = new Memory();
    try (var server = start(killed(), memory)) {
      assertTrue(server.replicatedLog("a").leadership().leader());
      assertEquals(TEXTS, memory.entries);
    }
  }

  @Test
  void aDamagedEntryIsRefusedAndNamed() throws IOException {
    var directory = killed();
    var segment = find(directory, "log_inprogress_");
    var content = Files.readAllBytes(segment);
    content[indexOf(content, "entry-2")] ^= 1;
    Files.write(segment, content);
    var refused =
        assertThrows(DamagedLogException.class, () -> start(directory, new Memory()).close());
    assertTrue(refused.toString().contains(segment.toString()), refused.toString());
  }

  /** To the library this is the end of the log, like the one after it. */
  @Test
  void aLogThatEndsBeforeAnAcknowledgedEntryIsRefused() throws IOException {
    var directory = killed();
    var segment = find(directory, "log_inprogress_");
    var content = Files.readAllBytes(segment);
    int last = indexOf(content, "entry-4");
    Files.write(segment, Arrays.copyOf(content, last));
    assertThrows(DamagedLogException.class, () -> start(directory, new Memory()).close());
  }

  @Test
  void anEntryThatWasNeverFinishedIsCutOff() throws IOException {
    var directory = killed();
    var segment = find(directory, "log_inprogress_");
    var content = Files.readAllBytes(segment);
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    // A length of 100 and some bytes; the library takes them for damage and does not start.
    ByteBuffer.wrap(content).position(end + 8).put(new byte[] {100, 1, 2, 3});
    content[end] = 100;
    Files.write(segment, content);
    var memory = new Memory();
    try (var server = start(directory, memory)) {
      assertTrue(server.replicatedLog("a").leadership().leader());
      assertEquals(TEXTS, memory.entries);
    }
  }

  @Test
  void aTermThatHasPassedIsRefused() throws IOException {
    var directory = killed();
    var meta = find(directory, "raft-meta").resolveSibling("raft-meta");
    Files.writeString(meta, Files.readString(meta).replaceAll("term=\\d+", "term=0"));
    assertThrows(DamagedLogException.class, () -> start(directory, new Memory()).close());
  }

  @Test
  void votersThatCannotBeReadAreRefusedAndNamed() throws IOException {
    var directory = killed();
    var voters = find(directory, "raft-meta.conf");
    for (var damaged : List.of(new byte[0], new byte[] {127, 127, 127}, new byte[512])) {
      Files.write(voters, damaged);
      var refused =
          assertThrows(DamagedLogException.class, () -> start(directory, new Memory()).close());
      assertTrue(refused.toString().contains(voters.toString()), refused.toString());
    }
  }

  @Test
  void theMarkSurvivesTheLossOfOneSlot() throws IOException {
    var path = folder.resolve("mark");
    try (var mark = LogMark.open(path)) {
      mark.acknowledged(new LogPosition(3, 70));
      mark.acknowledged(new LogPosition(3, 71));
    }
    var content = Files.readAllBytes(path);
    content[20] ^= 1;
    Files.write(path, content);
    try (var mark = LogMark.open(path)) {
      assertTrue(mark.position().index() >= 70);
    }
    content[530] ^= 1;
    Files.write(path, content);
    assertThrows(DamagedLogException.class, () -> LogMark.open(path).close());
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aLogThatCannotBeWrittenRefusesWhatWaitsAndWhatComes() {
    var log = new RatisLog(RaftGroupId.randomId());
    log.changed(new ReplicatedLog.Leadership(true, 1));
    assertTrue(log.writable());
    log.failed(new IOException("the disk is gone"));
    assertFalse(log.writable());
    assertFalse(log.stoppedByFullDisk());
    assertEquals(new ReplicatedLog.Leadership(false, 1), log.leadership());
    log.changed(new ReplicatedLog.Leadership(true, 1));
    assertEquals(new ReplicatedLog.Leadership(false, 1), log.leadership());
    assertThrows(
        CompletionException.class,
        () -> log.propose(1, new byte[] {1}).toCompletableFuture().join());
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
