package coffer.kms.rootkey;

import coffer.kms.durable.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/**
 * Small files that hold secrets: mode 0600 from the first moment, whole or absent after a crash.
 */
public final class PrivateFile {
  private PrivateFile() {}

  /** Writes the file, or replaces it, and returns when it is durable. Makes its folder. */
  public static void write(Path file, byte[] content) throws IOException {
    makeFolder(file);
    DurableFile.replace(file, content);
  }

  /** The same for a file that is no secret: everybody may read it (0644). */
  public static void writePublic(Path file, byte[] content) throws IOException {
    makeFolder(file);
    DurableFile.replacePublic(file, content);
  }

  private static void makeFolder(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  /**
   * Reads the whole file.
   *
   * @param bytesMax a longer file is refused
   */
  public static byte[] read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(bytesMax + 1);
      if (content.length > bytesMax) {
        throw new IOException(file + " is longer than " + bytesMax + " bytes");
      }
      return content;
    }
  }

  /** Whether nobody but the owner may do anything with the file. */
  public static boolean isOwnerOnly(Path file) throws IOException {
    return EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE)
        .containsAll(Files.getPosixFilePermissions(file));
  }
}
