package coffer.bench.turn;

import coffer.bench.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The processes of a server on this machine, their time and their memory, by Linux's proc(5). None
 * where the server is elsewhere: then nothing is known of it.
 */
public final class ServerProcesses {
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
   * Those with these ids.
   *
   * @throws IllegalArgumentException when there is no such process
   */
  public static ServerProcesses of(List<Long> ids) {
    var found = ids.stream().map(id -> Path.of("/proc", Long.toString(id))).toList();
    for (var process : found) {
      if (!Files.exists(process)) {
        throw new IllegalArgumentException("no process " + process.getFileName());
      }
    }
    return new ServerProcesses(found);
  }

  /** Those of this machine, as far as we may see them, that listen at the endpoints' ports. */
  public static ServerProcesses at(List<Endpoint> endpoints) throws IOException {
    var ports = new HashSet<Integer>();
    for (var endpoint : endpoints) {
      if (isHere(endpoint.host())) {
        ports.add(endpoint.port());
      }
    }
    var tables = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    if (ports.isEmpty() || !Files.exists(tables.getFirst())) {
      return new ServerProcesses(List.of());
    }
    var sockets = new HashSet<String>();
    for (var table : tables) {
      for (var line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
        var fields = line.strip().split("\\s+");
        if (fields.length > INODE
            && fields[STATE].equals(LISTENING)
            && ports.contains(port(fields[LOCAL_ADDRESS]))) {
          sockets.add("socket:[" + fields[INODE] + "]");
        }
      }
    }
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      var found = new TreeSet<Path>();
      for (var process : all) {
        if (holds(process, sockets)) {
          found.add(process);
        }
      }
      return new ServerProcesses(List.copyOf(found));
    }
  }

  private static boolean isHere(String host) throws IOException {
    var address = InetAddress.getByName(host);
    return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (var files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException ended) {
      return false;
    }
  }

  /** Whether any is known. */
  public boolean known() {
    return !processes.isEmpty();
  }

  /**
   * User and system time of all of them since they began, in µs, in steps of 10 ms.
   *
   * @throws UncheckedIOException when one has ended
   */
  public long cpuMicros() {
    return processes.stream().mapToLong(ServerProcesses::cpuMicros).sum();
  }

  private static long cpuMicros(Path process) {
    try {
      var stat = Files.readString(process.resolve("stat"));
      // After the name, which may hold anything: state is the third field, utime the fourteenth.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
    } catch (IOException ended) {
      throw new UncheckedIOException("a server process ended", ended);
    }
  }

  /**
   * Memory that is in use by all of them (VmRSS), in bytes; pages that they share count twice.
   *
   * @throws UncheckedIOException when one has ended
   */
  public long residentBytes() {
    return processes.stream().mapToLong(ServerProcesses::residentBytes).sum();
  }

  private static long residentBytes(Path process) {
    try {
      for (var line : Files.readAllLines(process.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
      return 0;
    } catch (IOException ended) {
      throw new UncheckedIOException("a server process ended", ended);
    }
  }

  @Override
  public String toString() {
    return known()
        ? processes.stream()
            .map(process -> process.getFileName().toString())
            .collect(Collectors.joining(" ", "process ", ""))
        : "no process of this machine";
  }
}
