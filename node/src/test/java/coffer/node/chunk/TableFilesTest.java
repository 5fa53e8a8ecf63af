package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

final class TableFilesTest {
  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    RocksDB.loadLibrary();
  }

  @Test
  void theProbeLeavesNothing() throws IOException {
    TableFiles.takesDirectWrites(folder);
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void filesThatCannotBeWrittenDirectlyGoThroughThePageCache() {
    // No file can be made in it, which is what a refusal looks like.
    var refusing = folder.resolve("absent");
    assertFalse(TableFiles.takesDirectWrites(refusing));
    try (var options = TableFiles.large(refusing)) {
      assertFalse(options.useDirectWrites());
      assertTrue(options.bytesPerSync() > 0);
    }
  }
}
