package coffer.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the sources are written. {@code -Dformat.write=true} formats them instead of complaining. */
final class SourcesTest {
  static final Path CHECKOUT = checkout();
  private static final int LINES_MAX = 400;
  private static final int TEST_LINES_MAX = 500;
  private static final Set<String> WORDS_THAT_NAME_NOTHING =
      Set.of("util", "utils", "common", "helper", "helpers", "manager", "impl");

  private static Path checkout() {
    var here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("kms-actor")) ? here : here.resolveSibling("");
  }

  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    for (var module : List.of("kms-actor", "http-api", "node", "deploy")) {
      try (var files = Files.walk(CHECKOUT.resolve(module))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.toString().contains("/target/"))
            .forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void everySourceIsFormatted() throws IOException, FormatterException {
    var formatter = new Formatter();
    var wrong = new ArrayList<String>();
    for (var file : sources()) {
      var text = Files.readString(file);
      var formatted = formatter.formatSourceAndFixImports(text);
      if (!formatted.equals(text)) {
        wrong.add(CHECKOUT.relativize(file).toString());
        if (Boolean.getBoolean("format.write")) {
          Files.writeString(file, formatted);
        }
      }
    }
    assertEquals(
        List.of(), wrong, "run: mvn -pl node -am test -Dtest=SourcesTest -Dformat.write=true");
  }

  @Test
  void namesSayWhatThingsAre() throws IOException {
    var wrong = new ArrayList<String>();
    for (var file : sources()) {
      for (var part : CHECKOUT.relativize(file)) {
        var words = part.toString().replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        for (var word : words.split("[^a-z]+")) {
          if (WORDS_THAT_NAME_NOTHING.contains(word)) {
            wrong.add(CHECKOUT.relativize(file) + ": " + word);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void filesStayShortEnoughToRead() throws IOException {
    var wrong = new ArrayList<String>();
    for (var file : sources()) {
      var lines = Files.readAllLines(file).size();
      int most = file.toString().contains("/src/test/") ? TEST_LINES_MAX : LINES_MAX;
      if (lines > most) {
        wrong.add(CHECKOUT.relativize(file) + ": " + lines + " lines");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyPackageSaysWhetherNullMayStandInIt() throws IOException {
    var wrong = new ArrayList<String>();
    for (var file : sources()) {
      var folder = file.resolveSibling("");
      if (folder.toString().contains("/src/main/java/")
          && !Files.exists(folder.resolve("package-info.java"))) {
        wrong.add(CHECKOUT.relativize(folder).toString());
      }
    }
    assertEquals(List.of(), wrong.stream().distinct().toList());
  }
}
