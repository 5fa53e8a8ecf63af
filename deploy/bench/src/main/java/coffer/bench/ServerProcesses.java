package coffer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes of this machine that listen at some ports, and their time, by Linux's proc(5). */
final class ServerProcesses {
  /** {@code USER_HZ}, which is 100 for user space on every architecture that Java runs on. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private final List<Path> processes;

  private ServerProcesses(List<Path> processes) {
    this.processes = processes;
  }

  /**
   * @throws IOException when nothing of this machine that we may see listens there
   */
  static ServerProcesses at(List<URI> endpoints) throws IOException {
    var sockets = new HashSet<String>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (var line : Files.readAllLines(Path.of(table))) {
        var fields = line.strip().split("\\s+");
        if (fields.length > INODE
            && fields[STATE].equals(LISTENING)
            && endpoints.stream().anyMatch(at -> isPort(fields[LOCAL_ADDRESS], at.getPort()))) {
          sockets.add("socket:[" + fields[INODE] + "]");
        }
      }
    }
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      var found = new HashSet<Path>();
      for (var process : all) {
        if (holds(process, sockets)) {
          found.add(process);
        }
      }
      if (found.size() != endpoints.size()) {
        throw new IOException(found.size() + " processes listen at " + endpoints);
      }
      return new ServerProcesses(List.copyOf(found));
    }
  }

  private static boolean isPort(String address, int port) {
    var text = address.substring(address.indexOf(':') + 1);
    return !text.isEmpty() && Integer.parseInt(text, 16) == port;
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (var files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException | java.nio.file.DirectoryIteratorException ended) {
      return false;
    }
  }

  /** User and system time of all of them since they began, in µs. */
  long cpuMicros() {
    return processes.stream().mapToLong(ServerProcesses::cpuMicros).sum();
  }

  private static long cpuMicros(Path process) {
    try {
      var stat = Files.readString(process.resolve("stat"));
      // After the name, which may hold anything: state is the third field, utime the fourteenth.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }
}
