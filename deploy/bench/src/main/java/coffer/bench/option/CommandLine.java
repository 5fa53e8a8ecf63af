package coffer.bench.option;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The words of a command line: {@code --name value}, or {@code --flag}. */
public final class CommandLine {
  private static final Set<String> FLAGS = Set.of("unsigned-body", "limits", "scale");
  private static final Set<String> VALUES =
      Set.of(
          "endpoint",
          "bucket",
          "region",
          "sse",
          "pids",
          "name",
          "vs",
          "vs-bucket",
          "vs-region",
          "vs-sse",
          "vs-pids",
          "vs-name",
          "ca",
          "work",
          "size",
          "connections",
          "seconds",
          "warmup",
          "turns",
          "operations",
          "rate",
          "keys",
          "space",
          "part-size",
          "range-size",
          "list-keys",
          "errors",
          "ceiling-seconds",
          "limits-dir",
          "csv",
          "html",
          "nodes",
          "objects",
          "clusters",
          "cluster-dir",
          "cluster-port");

  private final Map<String, String> named;

  private CommandLine(Map<String, String> named) {
    this.named = Map.copyOf(named);
  }

  /**
   * @throws IllegalArgumentException for a word that is not known, one given twice, or one whose
   *     value is missing
   */
  public static CommandLine parse(String... words) {
    var named = new HashMap<String, String>();
    for (int i = 0; i < words.length; i++) {
      var name = words[i].startsWith("--") ? words[i].substring(2) : "";
      String value;
      if (FLAGS.contains(name)) {
        value = "";
      } else if (!VALUES.contains(name)) {
        throw new IllegalArgumentException("what is " + words[i] + "? --help tells what there is");
      } else if (++i < words.length) {
        value = words[i];
      } else {
        throw new IllegalArgumentException("--" + name + " wants a value");
      }
      if (named.put(name, value) != null) {
        throw new IllegalArgumentException("--" + name + " is there twice");
      }
    }
    return new CommandLine(named);
  }

  /** Every name that there is, for whoever compares it with the help. */
  static Set<String> names() {
    var names = new TreeSet<>(VALUES);
    names.addAll(FLAGS);
    return names;
  }

  public boolean has(String name) {
    return named.containsKey(name);
  }

  public String text(String name, String usual) {
    return named.getOrDefault(name, usual);
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException outside the limits
   */
  public int number(String name, int usual, int least, int most) {
    var text = named.get(name);
    if (text == null) {
      return usual;
    }
    return number(name, text, least, most);
  }

  static int number(String name, String text, int least, int most) {
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          "--%s is a number from %d to %d, not %s".formatted(name, least, most, text));
    }
    return Integer.parseInt(text);
  }
}
