package coffer.rig.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredBitsTest {
  @TempDir private Path data;

  @Test
  void flipsWithinWhatIsWrittenOfAFileOfTheKind() throws IOException {
    var wal = data.resolve("000012.log");
    var written = new byte[200_000];
    java.util.Arrays.fill(written, 0, 300, (byte) 0x55);
    Files.write(wal, written);
    Files.write(data.resolve("000013.sst"), new byte[] {1, 2, 3});

    assertTrue(StoredBits.flip(data, "wal", 3, 9).isPresent());

    var flipped = Files.readAllBytes(wal);
    var bits = 0;
    for (int at = 0; at < written.length; at++) {
      bits += Integer.bitCount((flipped[at] ^ written[at]) & 0xff);
      assertTrue(at < 300 || flipped[at] == 0);
    }
    assertEquals(3, bits);
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(data.resolve("000013.sst")));
  }

  @Test
  void doesNothingWhereThereIsNoSuchFile() throws IOException {
    Files.write(data.resolve("log_inprogress_7"), new byte[100]);
    assertTrue(StoredBits.flip(data, "journal", 1, 1).isEmpty());
    assertTrue(StoredBits.flip(data, "raft", 1, 1).isEmpty());
  }
}
