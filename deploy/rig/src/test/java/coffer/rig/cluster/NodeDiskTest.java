package coffer.rig.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeDiskTest {
  private static final byte[] CONTENT = {1, 2, 3, 4};

  @TempDir private Path folder;

  private static void write(Path file, boolean force) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(CONTENT));
      if (force) {
        channel.force(true);
      }
    }
  }

  @Test
  void losesWhatWasNotForcedWithItsPower() throws IOException {
    var obstacle = NodeDisk.obstacle(folder);
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (var disk = NodeDisk.mounted(folder.resolve("z1n1"), 32)) {
      Files.createDirectories(disk.data());
      var forced = disk.data().resolve("forced");
      var unforced = disk.data().resolve("unforced");
      write(forced, true);
      write(unforced, false);
      disk.losePower();
      assertThrows(IOException.class, () -> write(disk.data().resolve("later"), true));
      disk.powerOn();
      assertArrayEquals(CONTENT, Files.readAllBytes(forced));
      assertFalse(Files.exists(unforced) && Files.size(unforced) == CONTENT.length);
    }
  }

  @Test
  void isFullUntilTheBallastGoes() throws IOException {
    var obstacle = NodeDisk.obstacle(folder);
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (var disk = NodeDisk.mounted(folder.resolve("z1n1"), 32)) {
      Files.createDirectories(disk.data());
      var big = new byte[1 << 20];
      var undo = disk.fill();
      assertThrows(IOException.class, () -> Files.write(disk.data().resolve("big"), big));
      undo.undo();
      Files.write(disk.data().resolve("big"), big);
      assertEquals(big.length, Files.size(disk.data().resolve("big")));
    }
  }
}
