package coffer.node.replication;

import coffer.kms.durable.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * The files of a {@link RatisServer}: {@code peer}, the id under which its replicas vote; {@code
 * <group's UUID>/} as Ratis keeps it; {@code <group's UUID>.formed}, an empty file without which
 * the group never acknowledged anything here; {@code <group's UUID>.mark}, its {@link LogMark}.
 */
record RaftFolder(Path directory) {
  private static final String PEER = "peer";
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  static RaftFolder made(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new RaftFolder(directory);
  }

  /**
   * Random, made once.
   *
   * @throws DamagedLogException when the file holds another one: under an id that no group knows,
   *     this node would never lead nor vote, and not say why
   */
  RaftPeerId peer() throws IOException {
    var file = directory.resolve(PEER);
    if (!Files.exists(file)) {
      var id = UUID.randomUUID().toString();
      var content = id + " " + check(id);
      DurableFile.replacePublic(file, content.getBytes(StandardCharsets.ISO_8859_1));
    }
    return RaftPeerId.valueOf(checkedId(file));
  }

  private static String checkedId(Path file) throws IOException {
    var text = Files.readString(file, StandardCharsets.ISO_8859_1).split(" ", 2);
    // Older versions wrote the id alone.
    if (!UUID_TEXT.matcher(text[0]).matches()
        || text.length > 1 && !text[1].equals(check(text[0]))) {
      throw new DamagedLogException(file + " is damaged: it does not match its check");
    }
    return text[0];
  }

  private static String check(String id) {
    var crc = new CRC32C();
    crc.update(id.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  Path group(RaftGroupId id) {
    return directory.resolve(id.getUuid().toString());
  }

  private Path formedFile(RaftGroupId id) {
    return directory.resolve(id.getUuid() + ".formed");
  }

  boolean formed(RaftGroupId id) {
    return Files.exists(formedFile(id));
  }

  void setFormed(RaftGroupId id) throws IOException {
    if (!formed(id)) {
      Files.createFile(formedFile(id));
      DurableFile.forceFolder(directory);
    }
  }

  /** The group's mark, once its log was found to reach it. */
  LogMark checkedMark(RaftGroupId id, LogApplier applier) throws IOException {
    var markFile = directory.resolve(id.getUuid() + ".mark");
    if (!formed(id)) {
      if (applier.durable().index() > 0) {
        throw new DamagedLogException(
            "the log in " + group(id) + " is missing, or was never formed");
      }
      deleteTree(group(id));
      Files.deleteIfExists(markFile);
    }
    var mark = LogMark.open(markFile);
    try {
      LogFiles.check(group(id), applier.durable(), mark.position());
      return mark;
    } catch (IOException | RuntimeException e) {
      mark.close();
      throw e;
    }
  }

  /** See {@link RatisServer#forget}. */
  void forget() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    // First, so that whatever is left after a crash never votes under the old id.
    Files.deleteIfExists(directory.resolve(PEER));
    DurableFile.forceFolder(directory);
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        deleteTree(file);
      }
    }
    DurableFile.forceFolder(directory);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
