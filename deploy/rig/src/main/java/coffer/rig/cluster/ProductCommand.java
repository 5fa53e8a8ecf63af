package coffer.rig.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;

/**
 * How {@code coffer} is run from a checkout that is built: as a Java process of its own, with what
 * the checkout's launcher gives to it.
 *
 * @param java the program {@code java}
 * @param main the class, {@code coffer.node.Main}
 * @param options those of the JVM
 */
public record ProductCommand(Path java, String classPath, String main, List<String> options) {
  /**
   * Nine fit on a small machine. Not with the first compiler alone, which starts faster and has no
   * AES instructions: two thirds of a node's time then went into GCM.
   */
  private static final List<String> SMALL = List.of("-Xmx192m", "-Xss512k", "-XX:+UseSerialGC");

  /** What a node needs, for checkouts whose launcher keeps its options to itself. */
  private static final List<String> BEFORE_LAUNCHERS_LIST =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens",
          "java.base/jdk.internal.misc=ALL-UNNAMED",
          "-XX:+ExitOnOutOfMemoryError");

  public ProductCommand {
    options = List.copyOf(options);
  }

  /**
   * @param root the checkout
   * @throws IOException when nothing is built there
   */
  public static ProductCommand of(Path root) throws IOException {
    var target = root.resolve("node/target");
    var jars = new ArrayList<Path>();
    jars.addAll(matching(target, "node-*.jar"));
    jars.addAll(matching(target.resolve("lib"), "*.jar"));
    if (jars.size() < 2) {
      throw new IOException("no node is built in " + target + "; deploy/bin/coffer builds it");
    }
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var path = String.join(":", jars.stream().map(Path::toString).toList());
    var options = new ArrayList<>(launcherOptions(root));
    options.addAll(prepared(target));
    return new ProductCommand(java, path, "coffer.node.Main", options);
  }

  /** Those in {@code deploy/bin/jvm.sh}. */
  static List<String> launcherOptions(Path root) throws IOException {
    if (!Files.exists(root.resolve("deploy/bin/jvm.sh"))) {
      return BEFORE_LAUNCHERS_LIST;
    }
    var printed =
        SystemCommand.run(
            "bash",
            "-c",
            "set -eu; root=$1; . \"$root/deploy/bin/jvm.sh\"; printf '%s\\n' \"${jvm_options[@]}\"",
            "bash",
            root.toString());
    return printed.lines().toList();
  }

  /** What {@code deploy/bin/prepare} has made, so that nodes start in half the time. */
  private static List<String> prepared(Path target) {
    var options = new ArrayList<String>();
    var cache = target.resolve("coffer.aot");
    if (Files.exists(cache)) {
      options.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off"));
    }
    var library = target.resolve("native");
    if (Files.exists(library)) {
      options.add("-Djava.library.path=" + library);
    }
    return options;
  }

  private static List<Path> matching(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.newDirectoryStream(folder, pattern)) {
      return StreamSupport.stream(files.spliterator(), false)
          .filter(file -> !file.toString().endsWith("-tests.jar"))
          .sorted()
          .toList();
    }
  }

  /** With a heap so small that many fit on one machine. */
  public ProductCommand small() {
    var fitting =
        options.stream()
            .filter(option -> !option.startsWith("-Xmx") && !option.matches("-XX:\\+Use\\w+GC"))
            .toList();
    return new ProductCommand(java, classPath, main, fitting).with(SMALL.toArray(String[]::new));
  }

  /** With further options of the JVM. */
  public ProductCommand with(String... more) {
    var all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new ProductCommand(java, classPath, main, all);
  }

  /** Another class with a main method in place of the command line's. */
  ProductCommand withMain(String other) {
    return new ProductCommand(java, classPath, other, options);
  }

  /** The words of {@code coffer} with those arguments. */
  public List<String> words(List<String> jvm, List<String> arguments) {
    var words = new ArrayList<String>();
    words.add(java.toString());
    words.addAll(options);
    words.addAll(jvm);
    words.addAll(List.of("-cp", classPath, main));
    words.addAll(arguments);
    return words;
  }

  /**
   * Whether a class of Coffer holds the text as a constant: how the rig knows of a setting that a
   * build may lack.
   */
  public boolean mentions(String text) {
    var wanted = text.getBytes(StandardCharsets.UTF_8);
    for (var entry : classPath.split(":")) {
      var name = Path.of(entry).getFileName().toString();
      if (name.startsWith("node-") || name.startsWith("kms-actor") || name.startsWith("http-api")) {
        try {
          if (classWith(Path.of(entry), wanted).isPresent()) {
            return true;
          }
        } catch (IOException unreadable) {
          return false;
        }
      }
    }
    return false;
  }

  private static Optional<String> classWith(Path jar, byte[] wanted) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (var entry : zip.stream().filter(one -> one.getName().endsWith(".class")).toList()) {
        try (var in = zip.getInputStream(entry)) {
          if (contains(in.readAllBytes(), wanted)) {
            return Optional.of(entry.getName());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int start = 0; start + wanted.length <= bytes.length; start++) {
      if (Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
