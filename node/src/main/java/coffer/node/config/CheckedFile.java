package coffer.node.config;

import coffer.kms.durable.DurableFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.zip.CRC32C;

/**
 * A properties file that knows whether it is whole: its last line is {@code # check=}, with the
 * CRC32C of the lines before it in hex.
 */
final class CheckedFile {
  /** A comment to a shell and to {@link Properties}. */
  private static final String CHECK = "# check=";

  private CheckedFile() {}

  static Properties load(Path file) throws IOException {
    var text = Files.readString(file);
    var check = text.lastIndexOf(CHECK);
    if (check < 0
        || !text.substring(check).strip().equals(CHECK + check(text.substring(0, check)))) {
      throw new StartException(file + " is damaged: it does not match its check");
    }
    var properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException malformed) {
      throw new StartException(file + " is damaged: " + malformed.getMessage());
    }
    return properties;
  }

  /** CRC32C of the lines before it, in hex. */
  private static String check(String lines) {
    var crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /** Whole or not at all, durably; everybody may read it (0644). */
  static void writePublic(Path file, Properties properties) throws IOException {
    DurableFile.replacePublic(file, encoded(properties));
  }

  /** The same for a file that holds secrets: 0600. */
  static void write(Path file, Properties properties) throws IOException {
    DurableFile.replace(file, encoded(properties));
  }

  private static byte[] encoded(Properties properties) {
    var text = new StringBuilder();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(
            name ->
                text.append(name).append('=').append(properties.getProperty(name)).append('\n'));
    var check = check(text.toString());
    text.append(CHECK).append(check).append('\n');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
