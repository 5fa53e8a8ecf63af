package coffer.kms.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Writes files that are whole or absent after a crash, and forces folders. */
public final class DurableFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> ANYBODY_READS =
      PosixFilePermissions.fromString("rw-r--r--");

  private DurableFile() {}

  /**
   * Writes the file, or replaces it, and returns when it is durable: mode 0600 from its first byte
   * on. Its folder must exist.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    replace(file, content, OWNER_ONLY);
  }

  /** The same for a file that is no secret: everybody may read it (0644). */
  public static void replacePublic(Path file, byte[] content) throws IOException {
    replace(file, content, ANYBODY_READS);
  }

  private static void replace(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is not a file name");
    }
    var partial = folder.resolve(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    try (var out =
        FileChannel.open(
            partial,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      var rest = ByteBuffer.wrap(content);
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
    forceFolder(folder);
  }

  /** Returns when files made, moved and deleted in the folder are durably so. */
  public static void forceFolder(Path folder) throws IOException {
    try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
