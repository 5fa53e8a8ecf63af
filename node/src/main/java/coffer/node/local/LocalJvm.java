package coffer.node.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same program again, as a further process on the same machine. */
final class LocalJvm {
  /** Several share one machine: small heaps, and the collector that has the fewest threads. */
  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC");

  private LocalJvm() {}

  /** A command with those words. */
  static List<String> command(List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xmx") && !option.matches("-XX:\\+Use\\w+GC")) {
        command.add(option);
      }
    }
    command.addAll(SMALL);
    var more = System.getenv("COFFER_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "coffer.node.Main"));
    command.addAll(words);
    return command;
  }
}
