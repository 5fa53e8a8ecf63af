package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the root key comes from, and starts that must fail in one clear line. */
final class RootKeyIT {
  private static final String PASSPHRASE = "COFFER_ROOT_PASSPHRASE";

  @TempDir Path folder;

  private static void put(StartedServer server) {
    try (var s3 = server.s3()) {
      DirectoryBuckets.create(s3, "kept");
      UserClients.put(s3, DirectoryBuckets.name("kept"), "k");
    }
  }

  private static String read(StartedServer server) {
    try (var s3 = server.s3()) {
      return UserClients.read(s3, DirectoryBuckets.name("kept"), "k");
    }
  }

  /** A start that is over before it has begun: what it printed, its last line being the reason. */
  private record Refusal(int exit, List<String> output) {
    String reason() {
      return output.getLast();
    }
  }

  private Refusal refused(Map<String, String> environment, List<String> words) throws Exception {
    var output = folder.resolve("output-" + new Random().nextLong());
    var builder =
        new ProcessBuilder(StartedServer.command(words))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on running");
    } finally {
      process.destroyForcibly();
    }
    return new Refusal(process.exitValue(), Files.readAllLines(output));
  }

  private Refusal refused(Path data, Map<String, String> environment, String... more)
      throws Exception {
    var words = new ArrayList<>(List.of("serve", "--data", data.toString(), "--port", "0"));
    words.addAll(List.of(more));
    return refused(environment, words);
  }

  private static void assertReason(String expected, Refusal refusal) {
    var shown = String.join("\n", refusal.output());
    assertEquals(1, refusal.exit(), shown);
    assertTrue(refusal.reason().startsWith("coffer: "), shown);
    assertTrue(refusal.reason().contains(expected), shown);
    assertTrue(
        refusal.output().stream()
            .noneMatch(line -> line.contains("ERROR") || line.contains("Exception")),
        "no stack trace, no log:\n" + shown);
  }

  @Test
  void aKeyIsMadeForItsOwnerAloneAndWarnedOf() throws Exception {
    try (var server = StartedServer.start()) {
      put(server);
      var file = server.data().resolve("root-key");
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertTrue(
          server.output().stream().anyMatch(l -> l.contains("WARN") && l.contains("root key")),
          server.output().toString());
      var second = refused(server.data(), Map.of());
      assertReason("another process", second);
      assertEquals(0, server.stop());
      assertReason("root key", refused(server.data(), Map.of(PASSPHRASE, "another key")));
      var aside = Files.move(file, folder.resolve("root-key"));
      assertReason("is missing", refused(server.data(), Map.of()));
      var config = Files.writeString(folder.resolve("c.conf"), "root-key-file = \"" + aside + "\"");
      Files.move(aside, file);
      assertReason("does not exist", refused(server.data(), Map.of(), "--config", config + ""));
      server.restart();
      assertEquals("k", read(server));
    }
  }

  @Test
  void aPassphraseOpensWhatItSealed() throws Exception {
    try (var server = StartedServer.startWith(Map.of(PASSPHRASE, "correct horse battery"))) {
      put(server);
      assertTrue(Files.exists(server.data().resolve("root-key.sealed")));
      assertFalse(Files.exists(server.data().resolve("root-key")));
      server.restart();
      assertEquals("k", read(server));
      server.stop();
      var wrong = refused(server.data(), Map.of(PASSPHRASE, "incorrect horse"));
      assertReason("wrong passphrase", wrong);
      assertFalse(String.join("", wrong.output()).contains("incorrect horse"));
      assertReason("is missing", refused(server.data(), Map.of()));
    }
  }

  @Test
  void aGivenKeyFileOpensItsOwnDataOnly() throws Exception {
    var key = folder.resolve("given");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(key, Bytes.of(1, 32));
    var config = folder.resolve("coffer.conf");
    Files.writeString(config, "root-key-file = \"" + key + "\"");
    try (var server = StartedServer.start("--config", config.toString())) {
      put(server);
      assertFalse(Files.exists(server.data().resolve("root-key")));
      server.stop();
      Files.write(key, Bytes.of(2, 32));
      assertReason(
          "not the root key", refused(server.data(), Map.of(), "--config", config.toString()));
      Files.write(key, Bytes.of(1, 31));
      assertReason("32", refused(server.data(), Map.of(), "--config", config.toString()));
      Files.write(key, Bytes.of(1, 32));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      assertReason("chmod 600", refused(server.data(), Map.of(), "--config", config.toString()));
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("--what", "", "unknown option --what"),
        Arguments.of("--port many", "", "--port"),
        Arguments.of("--config missing.conf", "", "missing.conf"),
        Arguments.of("", "prot = 1", "prot"),
        Arguments.of("", "lifecycle { dya = 2s }", "dya"),
        Arguments.of("", "lifecycle { day = soon }", "configuration file"),
        Arguments.of("", "accounts = [{ id = 12 }]", "twelve digits"),
        Arguments.of("", "accounts = [{ id = \"000000000000\", uesrs = [] }]", "uesrs"),
        Arguments.of(
            "",
            "accounts = [{ id = \"000000000000\", users = [{ name = a, policies = [{}] }] }]",
            "a policy of user a"),
        Arguments.of("", "accounts = {", "malformed"),
        Arguments.of("--zone not_a_zone", "", "zone"),
        Arguments.of("--domain http://x", "", "domain"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneLine(String line, String file, String reason) throws Exception {
    var words = new ArrayList<>(List.of("serve", "--data", folder.resolve("data").toString()));
    words.addAll(List.of("--port", "0"));
    if (!line.isEmpty()) {
      words.addAll(List.of(line.split(" ")));
    }
    if (!file.isEmpty()) {
      words.add("--config");
      words.add(Files.writeString(folder.resolve("coffer.conf"), file).toString());
    }
    assertReason(reason, refused(Map.of(), words));
  }

  @Test
  void anOccupiedPortIsToldInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      assertReason(
          "cannot listen on 127.0.0.1:" + port,
          refused(folder.resolve("data"), Map.of(), "--port", port));
    }
  }
}
