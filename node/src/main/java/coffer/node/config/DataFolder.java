package coffer.node.config;

import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.node.peer.Member;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A node's data folder, held by one process at a time. Beside what the other parts keep there it
 * has
 *
 * <ul>
 *   <li>{@code lock}, locked while a process serves the folder,
 *   <li>{@code identity}, a properties file: {@code version} (1), {@code cluster} and {@code node}
 *       (random ids), {@code zone}, {@code # check=} (CRC32C of the lines before it, in hex),
 *   <li>{@code cluster}, a properties file of the same kind, in a node of several: {@link Place},
 *   <li>{@code peers}, of the same kind: {@code node.<id>=<zone> <host> <port> <raft peer> <state>
 *       <url>} for each node of the cluster, as last known,
 *   <li>{@code root-credentials}, mode 0600, when Coffer made them: lines {@code NAME=value} that a
 *       shell can load as well, and the same check.
 * </ul>
 */
public final class DataFolder implements AutoCloseable {
  private static final String VERSION = "1";
  private static final String NODE = "node.";
  private static final String ACCESS_KEY_ID = "AWS_ACCESS_KEY_ID";
  private static final String SECRET_ACCESS_KEY = "AWS_SECRET_ACCESS_KEY";

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Path path;
  private final Optional<FileChannel> lock;
  private final Properties identity;

  private DataFolder(Path path, Optional<FileChannel> lock, Properties identity) {
    this.path = path;
    this.lock = lock;
    this.identity = identity;
  }

  /**
   * Takes the folder, making it when there is none.
   *
   * @param zone must be the zone that the folder was made for
   * @throws StartException when another process has it, or it is of another zone or version
   */
  public static DataFolder take(Path path, String zone) {
    return take(path, zone, Optional.empty());
  }

  /**
   * As {@link #take}.
   *
   * @param cluster whose folder it must be; a new one becomes it
   */
  public static DataFolder take(Path path, String zone, Optional<String> cluster) {
    try {
      Files.createDirectories(path);
      var lock = locked(path);
      try {
        return new DataFolder(path, Optional.of(lock), identity(path, zone, cluster));
      } catch (IOException | RuntimeException failed) {
        lock.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new StartException("the data folder " + path + " cannot be used: " + failed);
    }
  }

  private static FileChannel locked(Path path) throws IOException {
    var channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException held) {
      // By this very process: the same answer.
    }
    channel.close();
    throw new StartException("the data folder " + path + " is in use by another process");
  }

  private static Properties identity(Path path, String zone, Optional<String> cluster)
      throws IOException {
    var file = path.resolve("identity");
    if (!Files.exists(file)) {
      var made = new Properties();
      made.setProperty("version", VERSION);
      made.setProperty("cluster", cluster.orElseGet(DataFolder::randomHex));
      made.setProperty("node", randomHex());
      made.setProperty("zone", zone);
      CheckedFile.writePublic(file, made);
      return made;
    }
    var found = CheckedFile.load(file);
    if (!VERSION.equals(found.getProperty("version"))) {
      throw new StartException("the data folder " + path + " was written by another version");
    }
    if (!zone.equals(found.getProperty("zone"))) {
      throw new StartException(
          "the data folder "
              + path
              + " belongs to zone "
              + found.getProperty("zone")
              + ", not "
              + zone);
    }
    if (cluster.isPresent() && !cluster.get().equals(found.getProperty("cluster"))) {
      throw new StartException(
          "the data folder " + path + " belongs to another cluster than " + cluster.get());
    }
    return found;
  }

  /**
   * A folder that another process may hold, to read what it tells of itself.
   *
   * @throws StartException when there is no data folder
   */
  public static DataFolder peek(Path path) {
    clusterIdOf(path);
    try {
      return new DataFolder(path, Optional.empty(), CheckedFile.load(path.resolve("identity")));
    } catch (IOException failed) {
      throw new StartException("the data folder " + path + " cannot be read: " + failed);
    }
  }

  /**
   * The cluster of a folder that another process may hold.
   *
   * @throws StartException when there is no data folder
   */
  public static String clusterIdOf(Path path) {
    var file = path.resolve("identity");
    if (!Files.exists(file)) {
      throw new StartException("there is no data folder of Coffer in " + path);
    }
    try {
      return CheckedFile.load(file).getProperty("cluster", "");
    } catch (IOException failed) {
      throw new StartException(file + " cannot be read: " + failed.getMessage());
    }
  }

  /**
   * Where a node of several stands.
   *
   * @param host where peers reach it
   * @param port the first of three
   * @param foundsRegion whether the cluster began with this folder
   * @param foundsZone whether its zone did
   */
  public record Place(String host, int port, boolean foundsRegion, boolean foundsZone) {}

  /** Empty for a node alone, and for one that has not been taken in yet. */
  public Optional<Place> place() {
    var file = path.resolve("cluster");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      var found = CheckedFile.load(file);
      return Optional.of(
          new Place(
              found.getProperty("host", ""),
              Integer.parseInt(found.getProperty("port", "")),
              Boolean.parseBoolean(found.getProperty("founds-region", "")),
              Boolean.parseBoolean(found.getProperty("founds-zone", ""))));
    } catch (IOException | NumberFormatException failed) {
      throw new StartException(file + " cannot be read: " + failed.getMessage());
    }
  }

  /** Keeps the place; written last of all that a join brings, so that a crash repeats the join. */
  public void keep(Place place) {
    var properties = new Properties();
    properties.setProperty("version", VERSION);
    properties.setProperty("host", place.host());
    properties.setProperty("port", Integer.toString(place.port()));
    properties.setProperty("founds-region", Boolean.toString(place.foundsRegion()));
    properties.setProperty("founds-zone", Boolean.toString(place.foundsZone()));
    try {
      CheckedFile.writePublic(path.resolve("cluster"), properties);
    } catch (IOException failed) {
      throw new StartException("cannot keep the place in the cluster in " + path + ": " + failed);
    }
  }

  /** The nodes that {@link #keep(List)} was told of last. */
  public List<Member> peers() {
    var file = path.resolve("peers");
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      var found = CheckedFile.load(file);
      var members = new ArrayList<Member>();
      for (var name : found.stringPropertyNames()) {
        if (name.startsWith(NODE)) {
          members.add(member(name.substring(NODE.length()), found.getProperty(name)));
        }
      }
      members.sort(Comparator.comparing(Member::nodeId));
      return members;
    } catch (IOException | IllegalArgumentException failed) {
      throw new StartException(file + " cannot be read: " + failed.getMessage());
    }
  }

  private static Member member(String nodeId, String text) {
    var fields = text.split(" ", -1);
    if (fields.length != 6) {
      throw new IllegalArgumentException("a node has six fields");
    }
    return new Member(
        nodeId,
        fields[0],
        fields[1],
        Integer.parseInt(fields[2]),
        fields[3],
        Member.State.valueOf(fields[4]),
        fields[5]);
  }

  /** Keeps the nodes of the cluster, for when nothing else can tell. */
  public void keep(List<Member> members) {
    var properties = new Properties();
    properties.setProperty("version", VERSION);
    for (var member : members) {
      properties.setProperty(
          NODE + member.nodeId(),
          String.join(
              " ",
              member.zone(),
              member.host(),
              Integer.toString(member.port()),
              member.raftPeer(),
              member.state().name(),
              member.url()));
    }
    try {
      CheckedFile.writePublic(path.resolve("peers"), properties);
    } catch (IOException failed) {
      throw new StartException("cannot keep the nodes of the cluster in " + path + ": " + failed);
    }
  }

  /** Keeps the root credentials of the cluster that this folder was taken into. */
  public void keep(Credentials rootCredentials) {
    var properties = new Properties();
    properties.setProperty(ACCESS_KEY_ID, rootCredentials.accessKeyId());
    properties.setProperty(SECRET_ACCESS_KEY, rootCredentials.secret());
    try {
      CheckedFile.write(path.resolve("root-credentials"), properties);
    } catch (IOException failed) {
      throw new StartException("cannot keep the root credentials in " + path + ": " + failed);
    }
  }

  public Path path() {
    return path;
  }

  /** 32 hex digits, made with the first folder of the cluster. */
  public String clusterId() {
    return identity.getProperty("cluster", "");
  }

  /** 32 hex digits, of this folder alone. */
  public String nodeId() {
    return identity.getProperty("node", "");
  }

  /**
   * Root credentials that Coffer made.
   *
   * @param file where they are kept
   * @param fresh whether they were made just now
   */
  public record RootCredentials(Credentials credentials, Path file, boolean fresh) {}

  /** The credentials kept here; made at the first call. */
  public RootCredentials rootCredentials() {
    var file = path.resolve("root-credentials");
    try {
      if (Files.exists(file)) {
        var found = CheckedFile.load(file);
        return new RootCredentials(
            new Credentials(
                found.getProperty(ACCESS_KEY_ID, ""), found.getProperty(SECRET_ACCESS_KEY, "")),
            file,
            false);
      }
      var made = new Credentials("AKIA" + random(16), random(40));
      keep(made);
      return new RootCredentials(made, file, true);
    } catch (IOException failed) {
      throw new StartException("cannot keep the root credentials in " + path + ": " + failed);
    }
  }

  private static String random(int characters) {
    var random = new SecureRandom();
    var text = new StringBuilder(characters);
    for (int index = 0; index < characters; index++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static String randomHex() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Deletes a folder with all that is in it; does nothing when there is none. */
  public static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new StartException(tree + " cannot be deleted: " + failed);
    }
  }

  @Override
  public void close() {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException ignored) {
      // The process ends, and the lock with it.
    }
  }
}
