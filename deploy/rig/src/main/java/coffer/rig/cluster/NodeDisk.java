package coffer.rig.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Where a node keeps its data: a folder, or, where the rig may mount, an ext4 file system of
 * bounded size in a sparse file, which can be filled and can lose power.
 */
public final class NodeDisk implements AutoCloseable {
  /** {@code EXT4_IOC_SHUTDOWN}, which XFS knows under the same number. */
  private static final long SHUTDOWN = 0x8004587dL;

  /** Without a flush of the journal: what was not forced is gone. */
  private static final int SHUTDOWN_NO_LOG_FLUSH = 2;

  private static final int MIB = 1 << 20;

  private static final int FILLINGS = 5;

  /** How much of a full disk stays free: less than anything that a node writes at once. */
  private static final long LEFT_FREE_BYTES = 64 << 10;

  private final Path image;
  private final Path mount;
  private final boolean mounted;

  private NodeDisk(Path image, Path mount, boolean mounted) {
    this.image = image;
    this.mount = mount;
    this.mounted = mounted;
  }

  /** Empty if file systems in files can be mounted, otherwise why not. */
  static String obstacle(Path folder) {
    var probe = folder.resolve("probe");
    try (var disk = mounted(probe, 16)) {
      Files.writeString(disk.data(), "writable");
      return "";
    } catch (IOException failed) {
      var message = String.valueOf(failed.getMessage());
      return "no file system in a file: " + message.lines().findFirst().orElse("");
    } finally {
      try {
        Files.deleteIfExists(probe);
        Files.deleteIfExists(folder.resolve("probe.image"));
      } catch (IOException left) {
        // An empty folder of the run.
      }
    }
  }

  static NodeDisk folder(Path path) throws IOException {
    Files.createDirectories(path);
    return new NodeDisk(path, path, false);
  }

  static NodeDisk mounted(Path mount, int mebibytes) throws IOException {
    Files.createDirectories(mount);
    var image = mount.resolveSibling(mount.getFileName() + ".image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mebibytes * MIB);
    }
    SystemCommand.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    var disk = new NodeDisk(image, mount, true);
    disk.mount();
    return disk;
  }

  private void mount() throws IOException {
    SystemCommand.run("mount", "-o", "loop,noatime", image.toString(), mount.toString());
  }

  private void unmount() throws IOException {
    SystemCommand.run("umount", mount.toString());
  }

  /** The node's data folder. */
  public Path data() {
    return mount.resolve("data");
  }

  /** Whether {@link #fill} and {@link #losePower} work. */
  public boolean bounded() {
    return mounted;
  }

  /** Fills it up; when that fails, it has the room that it had. */
  public NodeNetwork.Undo fill() throws IOException {
    var ballast = mount.resolve("ballast");
    for (int attempt = 1; ; attempt++) {
      var free = Files.getFileStore(mount).getUsableSpace() - LEFT_FREE_BYTES;
      try {
        if (free > 0) {
          SystemCommand.run("fallocate", "-l", Long.toString(free), ballast.toString());
        }
        return () -> Files.deleteIfExists(ballast);
      } catch (IOException overtaken) {
        // The node takes room meanwhile, and what was allocated before that was noticed stays.
        Files.deleteIfExists(ballast);
        if (attempt == FILLINGS) {
          throw overtaken;
        }
      }
    }
  }

  /**
   * From now on each write fails, and nothing that was not forced is there after {@link #powerOn}.
   */
  public void losePower() throws IOException {
    int file = LinuxCalls.open(mount.toString(), LinuxCalls.O_RDONLY);
    try (var arena = Arena.ofConfined()) {
      var flags = arena.allocateFrom(ValueLayout.JAVA_INT, SHUTDOWN_NO_LOG_FLUSH);
      LinuxCalls.ioctl(file, SHUTDOWN, flags);
    } finally {
      LinuxCalls.close(file);
    }
  }

  /** Mounts anew; nothing may have a file open there. */
  public void powerOn() throws IOException {
    unmount();
    mount();
  }

  /** Removes the node's data, as a new disk has none. */
  public void wipe() throws IOException {
    if (!Files.exists(data())) {
      return;
    }
    try (var files = Files.walk(data())) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    if (mounted && !SystemCommand.succeeds("umount", mount.toString())) {
      SystemCommand.succeeds("umount", "-l", mount.toString());
    }
  }
}
