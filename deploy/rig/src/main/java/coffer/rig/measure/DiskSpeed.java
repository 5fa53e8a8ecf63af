package coffer.rig.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** What the file system takes: one file, written from its beginning and forced. */
final class DiskSpeed {
  private static final int BLOCK = 1 << 20;

  private DiskSpeed() {}

  /**
   * @param mebibytes of the file
   * @param forcedMebibytes after how many it is forced, at its end as well
   * @return bytes a second
   */
  static double write(Path folder, int mebibytes, int forcedMebibytes) throws IOException {
    var file = Files.createTempFile(folder, "disk-speed", "");
    var block = new byte[BLOCK];
    new Random(1).nextBytes(block);
    long begun = System.nanoTime();
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int written = 1; written <= mebibytes; written++) {
        var buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (written % forcedMebibytes == 0 || written == mebibytes) {
          channel.force(false);
        }
      }
    } finally {
      Files.delete(file);
    }
    return (double) mebibytes * BLOCK * 1e9 / (System.nanoTime() - begun);
  }
}
