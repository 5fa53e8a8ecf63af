package coffer.rig.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProductCommandTest {
  /** Of {@code deploy/rig}, where tests run. */
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

  @Test
  void nodesHaveTheOptionsThatTheLauncherGives() throws IOException {
    var options = ProductCommand.launcherOptions(CHECKOUT);
    assertTrue(
        options.containsAll(
            List.of(
                "--add-opens", "-Xmx512m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError")),
        options::toString);
  }

  @Test
  void aCheckoutFromBeforeThatListHasWhatANodeNeeds(@TempDir Path older) throws IOException {
    var options = ProductCommand.launcherOptions(older);
    assertTrue(ProductCommand.launcherOptions(CHECKOUT).containsAll(options), options::toString);
    assertTrue(options.contains("--add-opens"), options::toString);
  }

  @Test
  void manyOnOneMachineHaveSmallHeapsAndAllElseAsTheLauncherGivesIt() throws IOException {
    var options = ProductCommand.launcherOptions(CHECKOUT);
    var small = new ProductCommand(Path.of("java"), "a.jar", "Main", options).small().options();
    var kept =
        options.stream()
            .filter(option -> !List.of("-Xmx512m", "-XX:+UseParallelGC").contains(option));
    var added = Stream.of("-Xmx192m", "-Xss512k", "-XX:+UseSerialGC");
    assertEquals(Stream.concat(kept, added).toList(), small);
  }
}
