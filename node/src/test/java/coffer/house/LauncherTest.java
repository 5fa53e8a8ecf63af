package coffer.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.server.HttpServer;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the launcher gives the JVM, against what the server may take. */
final class LauncherTest {
  private static final Pattern DIRECT_MEMORY =
      Pattern.compile("^  -XX:MaxDirectMemorySize=(\\d+)m$", Pattern.MULTILINE);

  /** A JVM that has none left ends ({@code -XX:+ExitOnOutOfMemoryError}). */
  @Test
  void directMemorySufficesForClientsThatDoNotRead() throws IOException {
    var launcher = Files.readString(SourcesTest.CHECKOUT.resolve("deploy/bin/coffer"));
    var given = DIRECT_MEMORY.matcher(launcher);
    assertTrue(given.find());
    long buffer = ConfigFactory.load().getBytes("pekko.io.tcp.direct-buffer-size");
    assertEquals(256 << 10, buffer);
    long raftLogs = 128L << 20;
    assertTrue(
        HttpServer.CONNECTIONS_MAX * buffer + raftLogs <= Long.parseLong(given.group(1)) << 20);
  }
}
