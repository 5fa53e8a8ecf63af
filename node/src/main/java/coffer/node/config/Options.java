package coffer.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The words behind a command: {@code --name value}, and flags, which have no value. */
final class Options {
  private static final int PORT_MAX = 65_535;

  private final Map<String, List<String>> given = new HashMap<>();

  /**
   * @param flags names that stand alone
   * @param valued names that a value follows
   * @throws StartException for any other word, and for a name without its value
   */
  Options(Iterator<String> words, Set<String> flags, Set<String> valued) {
    while (words.hasNext()) {
      var name = words.next();
      if (flags.contains(name)) {
        given.put(name, List.of());
      } else if (!valued.contains(name)) {
        throw new StartException("unknown option " + name + ": try --help");
      } else if (!words.hasNext()) {
        throw new StartException(name + " needs a value");
      } else {
        given.computeIfAbsent(name, first -> new ArrayList<>()).add(words.next());
      }
    }
  }

  boolean flag(String name) {
    return given.containsKey(name);
  }

  List<String> texts(String name) {
    return given.getOrDefault(name, List.of());
  }

  /** The last one given. */
  Optional<String> text(String name) {
    return texts(name).isEmpty() ? Optional.empty() : Optional.of(texts(name).getLast());
  }

  Optional<Path> path(String name) {
    return text(name).map(Path::of);
  }

  OptionalInt port(String name) {
    return number(name, 0, PORT_MAX);
  }

  OptionalInt number(String name, int min, int max) {
    var text = text(name);
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(number(name, text.get(), min, max));
  }

  static int number(String name, String text, int min, int max) {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new StartException(name + " needs a number from " + min + " to " + max + ", not " + text);
  }
}
