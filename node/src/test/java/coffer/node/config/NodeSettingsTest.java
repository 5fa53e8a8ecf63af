package coffer.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.rootkey.RootKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeSettingsTest {
  @TempDir Path folder;

  @Test
  void defaultsAreForOneNodeOnLoopback() {
    var settings = settings(Map.of(), "serve");
    assertEquals("127.0.0.1", settings.host());
    assertEquals(9000, settings.port());
    assertEquals("zone1-az1", settings.zone());
    assertEquals("us-east-1", settings.region());
    assertEquals("000000000000", settings.account());
    assertFalse(settings.tls());
    assertInstanceOf(RootKeySource.GeneratedFile.class, settings.rootKey());
    assertEquals(Duration.ofHours(24), settings.lifecycle().day());
  }

  @Test
  void theCommandLineGoesBeforeTheFile() throws IOException {
    var file =
        write(
            """
            port = 1, zone = zone2-az1, lifecycle.day = 2s
            accounts = [{ id = "111111111111", keys = [{access-key-id = A, secret-access-key = S}]
              users = [{ name = alice, policies = [{ Version = "2012-10-17", Statement = [
                { Effect = Allow, Action = "s3:*", Resource = "*" }] }] }] }]
            """);
    var settings = settings(Map.of(), "serve", "--config", file.toString(), "--port", "2");
    assertEquals(2, settings.port());
    assertEquals("zone2-az1", settings.zone());
    assertEquals(Duration.ofSeconds(2), settings.lifecycle().day());
    assertEquals(Duration.ofHours(1), settings.lifecycle().interval());
    var account = settings.accounts().getFirst();
    assertEquals("A", account.rootKeys().getFirst().accessKeyId());
    assertEquals(1, account.users().getFirst().policies().size());
  }

  @Test
  void aTokenIsAskedForByJoiningAlone() {
    var settings =
        settings(
            Map.of(), "serve", "--cluster-host", "::1", "--join", "::1:7350", "--cluster-id", "c");
    var join = settings.cluster().orElseThrow().join().orElseThrow();
    assertEquals("::1", join.host());
    assertThrows(StartException.class, join::tokenToJoin);
  }

  @Test
  void domainsOfTheLineAreAddedToThoseOfTheFile() throws IOException {
    var file = write("domains = [s3.example.org]").toString();
    assertEquals(
        List.of("s3.localhost", "localhost", "one.test", "two.test"),
        settings(Map.of(), "serve", "--domain", "one.test", "--domain", "Two.Test").domains());
    assertEquals(
        List.of("s3.example.org", "one.test"),
        settings(
                Map.of(),
                "serve",
                "--config",
                file,
                "--domain",
                "one.test",
                "--domain",
                "s3.example.org")
            .domains());
    assertThrows(
        StartException.class, () -> settings(Map.of(), "serve", "--domain", "http://one.test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prot = 1",
        "port = many",
        "zone = \"a--b\"",
        "account = 12",
        "{",
        "accounts = [{}]",
        "accounts = [{ id = 12 }]",
        "accounts = [{ id = \"000000000000\", uesrs = [] }]",
        "accounts = [{ id = \"000000000000\", users = [{ name = \"a/b\" }] }]",
        "accounts = [{ id = \"000000000000\", keys = [{ access-key-id = A }] }]",
        "lifecycle { dya = 1s }",
        "domains = [\"http://s3.example.org\"]"
      })
  void aFileThatCannotBeIsRefusedInOneLine(String text) throws IOException {
    var file = write(text);
    var refused =
        assertThrows(
            StartException.class, () -> settings(Map.of(), "serve", "--config", file.toString()));
    assertFalse(String.valueOf(refused.getMessage()).contains("\n"));
  }

  @Test
  void aMalformedFileNeverShowsItsSecrets() throws IOException {
    var file = write("accounts = [{ id = x, keys = [{ secret-access-key = hunter2 ");
    var refused =
        assertThrows(
            StartException.class, () -> settings(Map.of(), "serve", "--config", file.toString()));
    assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "start", "serve --port", "serve --port x", "serve --what"})
  void anUnknownLineIsRefused(String line) {
    var words = line.isEmpty() ? List.<String>of() : List.of(line.split(" "));
    assertThrows(StartException.class, () -> Command.parse(words));
  }

  @Test
  void credentialsComeInPairs() {
    assertThrows(
        StartException.class, () -> settings(Map.of("COFFER_ROOT_ACCESS_KEY_ID", "A"), "serve"));
  }

  @Test
  void aDataFolderIsHeldByOneAndKeepsWhatItIs() throws IOException {
    String cluster;
    try (var held = DataFolder.take(folder, "zone1-az1")) {
      cluster = held.clusterId();
      assertThrows(StartException.class, () -> DataFolder.take(folder, "zone1-az1").close());
      var made = held.rootCredentials();
      assertTrue(made.fresh());
      assertFalse(held.rootCredentials().fresh());
      assertEquals(made.credentials(), held.rootCredentials().credentials());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("root-credentials"))));
    }
    try (var again = DataFolder.take(folder, "zone1-az1")) {
      assertEquals(cluster, again.clusterId());
    }
    assertThrows(StartException.class, () -> DataFolder.take(folder, "zone2-az1").close());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("coffer.conf"), text);
  }

  private static NodeSettings settings(Map<String, String> environment, String... line) {
    var words = List.of(line);
    return NodeSettings.of(CommandLine.parse(words.subList(1, words.size())), environment);
  }
}
