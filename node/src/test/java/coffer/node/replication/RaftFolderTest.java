package coffer.node.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RaftFolderTest {
  private static final int UUID_CHARS = 36;

  @TempDir Path directory;

  @Test
  void theIdOfAVoterIsMadeOnce() throws IOException {
    var folder = RaftFolder.made(directory);
    assertEquals(folder.peer(), folder.peer());
    assertEquals(UUID_CHARS, folder.peer().toString().length());
  }

  @Test
  void anIdWithAnyOtherBitIsRefused() throws IOException {
    var folder = RaftFolder.made(directory);
    folder.peer();
    var file = directory.resolve("peer");
    var written = Files.readAllBytes(file);
    for (int bit = 0; bit < Byte.SIZE * written.length; bit++) {
      var changed = written.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(file, changed);
      assertThrows(DamagedLogException.class, folder::peer, "bit " + bit);
    }
  }

  @Test
  void anIdThatAnOlderVersionWroteIsTaken() throws IOException {
    var folder = RaftFolder.made(directory);
    var file = directory.resolve("peer");
    var id = folder.peer();
    Files.writeString(file, id.toString());
    assertEquals(id, folder.peer());
    Files.writeString(file, id.toString().substring(1));
    assertThrows(DamagedLogException.class, folder::peer);
    Files.writeString(file, "");
    assertThrows(DamagedLogException.class, folder::peer);
  }
}
