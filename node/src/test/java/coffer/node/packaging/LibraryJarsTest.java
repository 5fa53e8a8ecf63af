package coffer.node.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
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

      Name: some/package/
      Sealed: true

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
      assertEquals(Set.of("some/package/"), manifest.getEntries().keySet());
      assertEquals("2.1", manifest.getMainAttributes().getValue("Implementation-Version"));
      assertEquals("true", manifest.getMainAttributes().getValue("Multi-Release"));
      assertNull(manifest.getMainAttributes().getValue("Export-Package"));
      assertEquals(
          Set.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", "included.conf", "reference.conf"),
          shortened.stream()
              .filter(entry -> !entry.isDirectory())
              .map(JarEntry::getName)
              .collect(Collectors.toSet()));
      var file = shortened.getInputStream(shortened.getEntry("reference.conf"));
      assertFalse(new String(file.readAllBytes(), UTF_8).contains("What the settings mean"));
    }
    assertEquals(readable, settings(jar));
    assertEquals(2, readable.getInt("some.settings.same"));
    assertEquals(5, readable.getInt("of-other-file"));
    staysAsItIs(jar);
  }

  @Test
  void whatHasNothingOfItIsNotWritten() throws IOException {
    var jar = jar(Map.of("/some.properties", "a = b", "/META-INF/LICENSE", "a licence"));
    staysAsItIs(jar);
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    var jar = jar(Map.of("/Type.class", "no class"));
    var refused = assertThrows(IOException.class, () -> LibraryJars.shorten(jar));
    assertTrue(refused.toString().endsWith("some.jar!/Type.class"), refused.toString());
  }

  private static void staysAsItIs(Path jar) throws IOException {
    var before = Files.readAllBytes(jar);
    LibraryJars.shorten(jar);
    assertArrayEquals(before, Files.readAllBytes(jar));
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

  private static Config settings(Path jar) throws IOException {
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      return ConfigFactory.parseResources(loader, "reference.conf").resolve();
    }
  }
}
