package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One file is damaged while the server is down: a bit is flipped, or a block has other bytes. Then
 * it serves every acknowledged object as it was written, or refuses: that object, or to start at
 * all, with a line that names the damage. Never a wrong byte, never an object missing without a
 * word, never a server that ends, or is ready and answers nothing. {@code -Dcoffer.damage.rounds=N}
 * makes a longer run of it.
 */
final class DamageIT {
  private static final int ROUNDS = Integer.getInteger("coffer.damage.rounds", 4);
  private static final long SEED = Long.getLong("coffer.damage.seed", System.nanoTime());

  /** Not read again, or meant for people. */
  private static final List<String> UNREAD =
      List.of("LOG", "LOCK", "lock", "audit.log", "in_use.lock", "OPTIONS-", "IDENTITY");

  private static final String BUCKET = "damage";
  private static final int BLOCK_BYTES_MAX = 64 << 10;

  private final Random random = new Random(SEED);

  @Test
  void damageIsFoundOrHarmless() throws Exception {
    var data = Files.createTempDirectory("coffer-it");
    var pristine = Files.createTempDirectory("coffer-it");
    int servedAll = 0;
    int servedSome = 0;
    int refused = 0;
    try {
      var server = StartedServer.startIn(data);
      try (var s3 = server.s3()) {
        var workload = load(server);
        server.kill();
        replace(pristine, data);
        for (int round = 0; round < ROUNDS; round++) {
          replace(data, pristine);
          var damage = damage(choose(data, round));
          try {
            server.startAgain();
          } catch (IllegalStateException didNotStart) {
            refused++;
            var said = lastLine(server);
            System.out.println("damage: " + damage + " -> " + said);
            assertTrue(said.startsWith("coffer: "), damage + ": " + server.output());
            continue;
          }
          try {
            int lost = workload.verifyRefusing(s3);
            System.out.println(
                "damage: " + damage + " -> " + lost + " refused, a write " + write(s3));
            servedAll += lost == 0 ? 1 : 0;
            servedSome += lost == 0 ? 0 : 1;
          } catch (AssertionError | SdkClientException wrong) {
            throw new AssertionError("seed " + SEED + ": " + damage, wrong);
          }
          server.kill();
        }
      } finally {
        server.close();
      }
    } finally {
      delete(pristine);
    }
    System.out.printf("damage: %d all, %d some, %d not started%n", servedAll, servedSome, refused);
    assertEquals(ROUNDS, servedAll + servedSome + refused);
    assertFalse(servedAll + servedSome == 0 && ROUNDS > 20, "no damage was survived");
  }

  /** Objects in each lane, part of them flushed by a clean stop, the rest in the logs alone. */
  private Workload load(StartedServer server) throws Exception {
    try (var s3 = server.s3()) {
      var workload = new Workload(DirectoryBuckets.create(s3, BUCKET), 3, SEED);
      workload.runWhile(s3, () -> TimeUnit.MILLISECONDS.sleep(1500));
      server.restart();
      workload.runWhile(s3, () -> TimeUnit.MILLISECONDS.sleep(1500));
      workload.verify(s3);
      return workload;
    }
  }

  /** Kinds of files in turn, so that a few large ones do not take all rounds. */
  private Path choose(Path data, int round) throws IOException {
    try (var walk = Files.walk(data)) {
      var files =
          walk.filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() > 0)
              .filter(file -> UNREAD.stream().noneMatch(file.getFileName().toString()::startsWith))
              .sorted()
              .toList();
      var kinds = files.stream().map(file -> kind(data, file)).distinct().toList();
      var kind = kinds.get((round + Math.floorMod((int) SEED, 1000)) % kinds.size());
      var ofKind = files.stream().filter(file -> kind(data, file).equals(kind)).toList();
      return ofKind.get(random.nextInt(ofKind.size()));
    }
  }

  private static String kind(Path data, Path file) {
    var name = file.getFileName().toString();
    return data.relativize(file).getName(0) + "/" + name.replaceAll("[0-9a-f-]{6,}|[0-9]+", "N");
  }

  /** A small one, which is kept in the index: taken, or refused for what was damaged. */
  private static String write(S3Client s3) {
    try {
      s3.putObject(
          b -> b.bucket(DirectoryBuckets.name(BUCKET)).key("after"),
          RequestBody.fromBytes(new byte[10]));
      return "taken";
    } catch (S3Exception refused) {
      var code = refused.awsErrorDetails().errorCode();
      assertNotEquals("ServiceUnavailable", code);
      return code;
    }
  }

  /** Within what was written: a log ends with zeros that were never anything. */
  private String damage(Path path) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      var content = Files.readAllBytes(path);
      int written = content.length;
      while (written > 1 && content[written - 1] == 0) {
        written--;
      }
      int at = random.nextInt(written);
      if (random.nextInt(3) == 0) {
        var block = new byte[1 + random.nextInt(Math.min(written - at, BLOCK_BYTES_MAX))];
        var value = random.nextInt(256);
        Arrays.fill(block, (byte) value);
        file.seek(at);
        file.write(block);
        return "%s byte %d of %d: %d bytes %d".formatted(path, at, written, block.length, value);
      }
      int bit = random.nextInt(8);
      file.seek(at);
      file.write(content[at] ^ 1 << bit);
      return path + " byte " + at + " of " + written + " bit " + bit;
    }
  }

  private static String lastLine(StartedServer server) {
    var lines = new ArrayList<>(server.output());
    lines.removeIf(line -> !line.startsWith("coffer: "));
    return lines.isEmpty() ? "nothing" : lines.getLast();
  }

  private static void replace(Path target, Path source) throws IOException {
    delete(target);
    try (var walk = Files.walk(source)) {
      for (var file : walk.toList()) {
        Files.copy(
            file, target.resolve(source.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var walk = Files.walk(folder)) {
        for (var file : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
