package coffer.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.server.ConnectionLimit;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the launcher gives the JVM, against what the server may take. */
final class LauncherTest {
  private static final Pattern DIRECT_MEMORY =
      Pattern.compile("^  -XX:MaxDirectMemorySize=(\\d+)m$", Pattern.MULTILINE);
  private static final Pattern HEAP = Pattern.compile("^  -Xmx(\\d+)m$", Pattern.MULTILINE);

  /** Of direct memory, which clients that do not read may hold half of. */
  @Test
  void theHeapIsWhatBoundsConnections() throws IOException {
    var launcher = Files.readString(SourcesTest.CHECKOUT.resolve("deploy/bin/jvm.sh"));
    long direct = bytes(DIRECT_MEMORY, launcher);
    long heap = bytes(HEAP, launcher);
    long buffer = ConfigFactory.load().getBytes("pekko.io.tcp.direct-buffer-size");
    assertEquals(512 << 10, buffer);
    int connections = ConnectionLimit.of(heap, direct, buffer);
    assertEquals(ConnectionLimit.of(heap, 2 * direct, buffer), connections);
    long raftLogs = 128L << 20;
    assertTrue(connections * buffer + raftLogs <= direct);
  }

  private static long bytes(Pattern option, String launcher) {
    var given = option.matcher(launcher);
    assertTrue(given.find());
    return Long.parseLong(given.group(1)) << 20;
  }
}
