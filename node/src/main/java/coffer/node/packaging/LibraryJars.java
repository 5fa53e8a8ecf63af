package coffer.node.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Takes out of libraries' jars what only costs time at each start: signatures, lambdas that can be
 * serialized ({@link PlainLambdas}), comments in settings, and what manifests tell a framework that
 * is not here.
 */
public final class LibraryJars {
  private static final String SETTINGS = "reference.conf";

  /** Whoever could change a jar here could change the others as well, which have no signature. */
  private static final Pattern SIGNATURE = Pattern.compile("/META-INF/[^/]*\\.(SF|RSA|DSA|EC)");

  /** For OSGi; of Scala's library 160 KB, which each start would read. */
  private static final Set<String> PACKAGE_LISTS =
      Set.of("Export-Package", "Import-Package", "Private-Package", "Include-Resource");

  private LibraryJars() {}

  /**
   * @param jars their paths; each is written only if something in it changes
   * @throws IOException when one cannot be read or written; those before it are done
   */
  public static void main(String[] jars) throws IOException {
    for (var jar : jars) {
      shorten(Path.of(jar));
    }
  }

  static void shorten(Path jar) throws IOException {
    try (var opened = FileSystems.newFileSystem(jar)) {
      for (var file : files(opened)) {
        if (SIGNATURE.matcher(file.toString()).matches()) {
          Files.delete(file);
        } else {
          var changed = shortened(jar, file);
          if (changed.isPresent()) {
            Files.write(file, changed.get());
          }
        }
      }
    }
  }

  private static List<Path> files(FileSystem jar) throws IOException {
    try (var walk = Files.walk(jar.getPath("/"))) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static Optional<byte[]> shortened(Path jar, Path file) throws IOException {
    try {
      return switch (file.toString()) {
        case "/META-INF/MANIFEST.MF" -> manifest(Files.readAllBytes(file));
        case "/" + SETTINGS -> settings(jar, Files.readAllBytes(file));
        case String name when name.endsWith(".class") -> PlainLambdas.of(Files.readAllBytes(file));
        case String other -> Optional.empty();
      };
    } catch (IllegalArgumentException | ConfigException unreadable) {
      throw new IOException("cannot read " + file.toUri(), unreadable);
    }
  }

  /** Without the digests of files that were signed, and without lists of packages. */
  private static Optional<byte[]> manifest(byte[] before) throws IOException {
    var manifest = new Manifest(new ByteArrayInputStream(before));
    var entries = manifest.getEntries().values();
    entries.forEach(entry -> entry.keySet().removeIf(LibraryJars::isDigest));
    entries.removeIf(Attributes::isEmpty);
    PACKAGE_LISTS.forEach(name -> manifest.getMainAttributes().remove(new Attributes.Name(name)));
    var after = new ByteArrayOutputStream();
    manifest.write(after);
    return changed(before, after.toByteArray());
  }

  private static boolean isDigest(Object name) {
    return name.toString().endsWith("-Digest");
  }

  /** A jar's settings in one line, with what their file includes. */
  private static Optional<byte[]> settings(Path jar, byte[] before) throws IOException {
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      var settings = ConfigFactory.parseResources(loader, SETTINGS);
      var line = settings.root().render(ConfigRenderOptions.concise());
      return ConfigFactory.parseString(line).equals(settings)
          ? changed(before, line.getBytes(UTF_8))
          : Optional.empty();
    }
  }

  private static Optional<byte[]> changed(byte[] before, byte[] after) {
    return Arrays.equals(before, after) ? Optional.empty() : Optional.of(after);
  }
}
