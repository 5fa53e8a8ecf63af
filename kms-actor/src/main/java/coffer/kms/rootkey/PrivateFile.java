package coffer.kms.rootkey;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Small files that hold secrets: mode 0600 from the first moment, whole or absent after a crash.
 */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<?> OWNER_ONLY_ATTRIBUTE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private PrivateFile() {}

  /** Writes the file, or replaces it, and returns when it is durable. Makes its folder. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, content, OWNER_ONLY);
  }

  /** The same for a file that is no secret: everybody may read it (0644). */
  public static void writePublic(Path file, byte[] content) throws IOException {
    write(file, content, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is not a file name");
    }
    Files.createDirectories(folder);
    Path partial = folder.resolve(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    try (FileChannel out =
        FileChannel.open(
            partial,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OWNER_ONLY_ATTRIBUTE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    if (!permissions.equals(OWNER_ONLY)) {
      // Not at its creation, when the umask would take permissions away.
      Files.setPosixFilePermissions(partial, permissions);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(folder, StandardOpenOption.READ)) {
      parent.force(true);
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
