package coffer.rig.sabotage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bug fits the product that stands beside the rig, where that is built. */
final class SabotageTest {
  private static final Path ROOT =
      Path.of(System.getProperty("rig.checkout", "../..")).toAbsolutePath().normalize();

  @ParameterizedTest
  @EnumSource(Sabotage.class)
  void fitsTheProduct(Sabotage bug) throws IOException {
    var classes = new ArrayList<URL>();
    for (var module : new String[] {"node", "http-api", "kms-actor"}) {
      classes.add(ROOT.resolve(module).resolve("target/classes/").toUri().toURL());
    }
    assumeTrue(Files.isDirectory(ROOT.resolve("node/target/lib")), "no node is built");
    try (var jars = Files.newDirectoryStream(ROOT.resolve("node/target/lib"), "ratis-*.jar")) {
      for (var jar : jars) {
        classes.add(jar.toUri().toURL());
      }
    }
    try (var loader = new URLClassLoader(classes.toArray(URL[]::new), null)) {
      assertDoesNotThrow(() -> SabotageAgent.check(bug, loader));
    }
    assertNotNull(bug.faults());
  }
}
