package coffer.node.replication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * The files of a {@link RatisServer}: {@code peer}, the id under which its replicas vote; {@code
 * <group's UUID>/} as Ratis keeps it; {@code <group's UUID>.formed}, an empty file without which
 * the group never acknowledged anything here; {@code <group's UUID>.mark}, its {@link LogMark}.
 */
record RaftFolder(Path directory) {
  private static final String PEER = "peer";

  static RaftFolder made(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new RaftFolder(directory);
  }

  /** Random, made once. */
  RaftPeerId peer() throws IOException {
    var file = directory.resolve(PEER);
    if (!Files.exists(file)) {
      var fresh = Files.writeString(directory.resolve("peer.new"), UUID.randomUUID().toString());
      try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      sync();
    }
    return RaftPeerId.valueOf(Files.readString(file));
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
      sync();
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
    sync();
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        deleteTree(file);
      }
    }
    sync();
  }

  private void sync() throws IOException {
    try (var channel = FileChannel.open(directory)) {
      channel.force(true);
    }
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
