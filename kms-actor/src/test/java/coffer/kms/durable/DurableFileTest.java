package coffer.kms.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFileTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void whatACrashLeftAsideIsNotInTheWay() throws IOException {
    Files.write(folder.resolve("file.partial"), new byte[100]);
    Files.write(folder.resolve("file"), new byte[10]);
    DurableFile.replace(folder.resolve("file"), CONTENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("file")));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void onlyWhatIsNoSecretMayBeReadByAnybody() throws IOException {
    var secret = folder.resolve("secret");
    DurableFile.replacePublic(secret, CONTENT);
    assertEquals("rw-r--r--", permissions(secret));
    DurableFile.replace(secret, CONTENT);
    assertEquals("rw-------", permissions(secret));
  }

  @Test
  void itsFolderIsNotMade() {
    assertThrows(
        NoSuchFileException.class, () -> DurableFile.replace(folder.resolve("none/file"), CONTENT));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
