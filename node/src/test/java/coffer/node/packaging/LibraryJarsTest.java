package coffer.node.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryJarsTest {
  private static final String MANIFEST =
      """
      Manifest-Version: 1.0
      Implementation-Version: 2.1
      Export-Package: some.package;version="2.1"
      Multi-Release: true

      Name: some/Type.class
      SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

      """;

  @TempDir Path folder;

  @Test
  void whatOnlyCostsTimeAtEachStartGoes() throws IOException {
    var jar =
        jar(
            Map.of(
                "/META-INF/MANIFEST.MF", MANIFEST,
                "/META-INF/SOME.SF", "Signature-Version: 1.0\n",
                "/META-INF/SOME.DSA", "a signature",
                "/META-INF/LICENSE", "a licence",
                "/included.conf", "of-other-file = 5",
                "/reference.conf",
                    """
                    # What the settings mean.
                    some.settings {
                      # Unlimited by default
                      limit = 2, text = "# no comment"
                      same = ${some.settings.limit}
                    }
                    include "included"
                    """));
    var readable = settings(jar);

    LibraryJars.shorten(jar);

    try (var shortened = new JarFile(jar.toFile())) {
      var manifest = shortened.getManifest();
      assertEquals(Map.of(), manifest.getEntries());
      assertEquals("2.1", manifest.getMainAttributes().getValue("Implementation-Version"));
      assertEquals("true", manifest.getMainAttributes().getValue("Multi-Release"));
      assertFalse(manifest.getMainAttributes().containsKey("Export-Package"));
      assertEquals(3 + 1, shortened.stream().filter(entry -> !entry.isDirectory()).count());
      var included = shortened.getEntry("reference.conf");
      var text = new String(shortened.getInputStream(included).readAllBytes());
      assertFalse(text.contains("What the settings mean"));
    }
    assertEquals(readable, settings(jar));
    assertEquals(2, readable.getInt("some.settings.same"));
    assertEquals(5, readable.getInt("of-other-file"));
  }

  @Test
  void whatHasNothingOfItIsNotWritten() throws IOException {
    var jar = jar(Map.of("/some.properties", "a = b", "/META-INF/LICENSE", "a licence"));
    var before = Files.readAllBytes(jar);
    LibraryJars.shorten(jar);
    assertArrayEquals(before, Files.readAllBytes(jar));
    LibraryJars.shorten(jar);
    assertTrue(Files.exists(jar));
  }

  private Path jar(Map<String, String> files) throws IOException {
    var jar = folder.resolve("some.jar");
    try (var made = FileSystems.newFileSystem(jar, Map.of("create", true))) {
      Files.createDirectory(made.getPath("/META-INF"));
      for (var file : files.entrySet()) {
        Files.writeString(made.getPath(file.getKey()), file.getValue());
      }
    }
    return jar;
  }

  private static com.typesafe.config.Config settings(Path jar) throws IOException {
    try (var loader = new java.net.URLClassLoader(new java.net.URL[] {jar.toUri().toURL()}, null)) {
      return ConfigFactory.parseResources(loader, "reference.conf").resolve();
    }
  }
}
