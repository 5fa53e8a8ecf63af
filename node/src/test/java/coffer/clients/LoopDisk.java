package coffer.clients;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An ext4 file system in a file, mounted over a loop device. Needs root. */
final class LoopDisk implements AutoCloseable {
  /** {@code EXT4_IOC_SHUTDOWN}, and its flag to leave the journal as the disk has it. */
  private static final long SHUTDOWN = 0x8004587dL;

  private static final int NO_LOG_FLUSH = 2;

  private final Path image;
  private final Path folder;

  private LoopDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /** Skips the test, saying so, where this machine does not let us. */
  static LoopDisk make(long bytes) throws IOException {
    var image = Files.createTempFile("coffer-disk", ".ext4");
    var folder = Files.createTempDirectory("coffer-disk");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    var disk = new LoopDisk(image, folder);
    try {
      run("mkfs.ext4", "-q", "-F", image.toString());
      disk.mount();
    } catch (IOException refused) {
      Files.deleteIfExists(image);
      Files.deleteIfExists(folder);
      System.err.println("NOT TESTED, since loop devices cannot be used here: " + refused);
      Assumptions.abort("NOT TESTED: needs root and loop devices: " + refused.getMessage());
    }
    return disk;
  }

  Path folder() {
    return folder;
  }

  /** From here on nothing reaches the disk, and what was not synced is lost. */
  @SuppressWarnings("restricted") // the JDK has no ioctl of its own
  void cutPower() throws Throwable {
    var linker = Linker.nativeLinker();
    var open =
        linker.downcallHandle(
            linker.defaultLookup().find("open").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    var ioctl =
        linker.downcallHandle(
            linker.defaultLookup().find("ioctl").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    var close =
        linker.downcallHandle(
            linker.defaultLookup().find("close").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      int descriptor = (int) open.invoke(arena.allocateFrom(folder.toString()), 0);
      int answer =
          (int) ioctl.invoke(descriptor, SHUTDOWN, arena.allocateFrom(JAVA_INT, NO_LOG_FLUSH));
      int closed = (int) close.invoke(descriptor);
      if (descriptor < 0 || answer != 0 || closed != 0) {
        throw new IOException("the file system was not shut down");
      }
    }
  }

  /** After every process that used it has ended. */
  void remount() throws IOException {
    run("umount", folder.toString());
    mount();
  }

  private void mount() throws IOException {
    run("mount", "-o", "loop", image.toString(), folder.toString());
  }

  private static void run(String... command) throws IOException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Its output has ended, and so has it.
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
    Files.delete(folder);
    Files.delete(image);
  }
}
