package coffer.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/CONFIGURATION.md} says what the program does. */
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "CONFIGURATION.md");

  @TempDir Path folder;

  @Test
  void thePageAndTheUsageNameTheSameOptionsAndVariables() throws IOException {
    var page = Files.readString(PAGE);
    for (var pattern : List.of("--[a-z]+(?:-[a-z]+)*\\b", "COFFER_[A-Z_]+")) {
      assertEquals(found(pattern, CommandLine.USAGE), found(pattern, page));
    }
  }

  private static TreeSet<String> found(String pattern, String text) {
    var found = new TreeSet<String>();
    // Names in AWS's own style, such as BUCKET--zone1-az1--x-s3, are no options.
    var matcher = Pattern.compile("(?<![A-Za-z0-9-])" + pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  @Test
  void theExampleOfThePageIsAcceptedAndShowsTheDefaults() throws IOException {
    var matcher =
        Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertEquals(true, matcher.find());
    var file = Files.writeString(folder.resolve("coffer.conf"), matcher.group(1));
    var shown = settings("--config", file.toString());
    var defaults = settings();
    assertEquals(defaults.host(), shown.host());
    assertEquals(defaults.port(), shown.port());
    assertEquals(defaults.zone(), shown.zone());
    assertEquals(defaults.region(), shown.region());
    assertEquals(defaults.tls(), shown.tls());
    assertEquals(defaults.domains(), shown.domains());
    assertEquals(defaults.account(), shown.account());
    assertEquals(defaults.indexCache(), shown.indexCache());
    assertEquals(defaults.strictSessions(), shown.strictSessions());
    assertEquals(defaults.lifecycle(), shown.lifecycle());
    assertEquals(Duration.ofMinutes(10), shown.lifecycle().garbageGrace());
    assertEquals(2, shown.accounts().size());
    assertEquals("alice", shown.accounts().getFirst().users().getFirst().name());
  }

  private static NodeSettings settings(String... options) {
    return NodeSettings.of(CommandLine.parse(List.of(options)), Map.of());
  }
}
