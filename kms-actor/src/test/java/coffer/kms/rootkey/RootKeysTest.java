package coffer.kms.rootkey;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.rootkey.RootKeySource.GeneratedFile;
import coffer.kms.rootkey.RootKeySource.KeyFile;
import coffer.kms.rootkey.RootKeySource.Passphrase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root keys from each source, and what is refused at a start. */
final class RootKeysTest {
  private static final String PURPOSE = "test";

  @TempDir private Path folder;
  private Path data = Path.of("");

  @BeforeEach
  void nameTheDataFolder() {
    data = folder.resolve("data");
  }

  @Test
  void aGeneratedKeyIsPrivateAndTheSameAtTheNextStart() throws IOException {
    byte[] first = derivedBy(new GeneratedFile());
    assertArrayEquals(first, derivedBy(new GeneratedFile()));
    Path file = data.resolve(RootKeys.GENERATED_FILE);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(1, Files.readAllBytes(file)[0]);
    try (var files = Files.list(data)) {
      assertEquals(0, files.filter(each -> each.toString().endsWith(".partial")).count());
    }
  }

  @Test
  void aGeneratedFileServesAsAKeyFileElsewhere() throws IOException {
    byte[] first = derivedBy(new GeneratedFile());
    Path moved = folder.resolve("moved");
    Files.move(data.resolve(RootKeys.GENERATED_FILE), moved);
    assertArrayEquals(first, derivedBy(new KeyFile(moved)));
  }

  @Test
  void aLostGeneratedFileIsNotReplaced() throws IOException {
    derivedBy(new GeneratedFile());
    Files.delete(data.resolve(RootKeys.GENERATED_FILE));
    refused(new GeneratedFile(), "missing");
    refused(new Passphrase("other".toCharArray()), "missing");
  }

  @Test
  void aGeneratedFileThatOthersCanReadIsRefused() throws IOException {
    derivedBy(new GeneratedFile());
    Path file = data.resolve(RootKeys.GENERATED_FILE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    refused(new GeneratedFile(), "chmod 600");
  }

  @Test
  void aPassphraseOpensWhatItSealed() throws IOException {
    byte[] first = derivedBy(new Passphrase("correct horse ü".toCharArray()));
    assertArrayEquals(first, derivedBy(new Passphrase("correct horse ü".toCharArray())));
    refused(new Passphrase("correct horse".toCharArray()), "wrong passphrase");
    refused(new Passphrase(new char[0]), "empty");
    byte[] sealed = Files.readAllBytes(data.resolve(RootKeys.SEALED_FILE));
    sealed[SealedRootKey.MEMORY_OFFSET] = 0x7F;
    PrivateFile.write(data.resolve(RootKeys.SEALED_FILE), sealed);
    refused(new Passphrase("correct horse ü".toCharArray()), "damaged");
  }

  @Test
  void aKeyFileMayBeRawOrText() throws IOException {
    byte[] key = randomKey(1);
    byte[] derived = derivedBy(keyFile("raw", key));
    String hex = HexFormat.of().formatHex(key);
    assertArrayEquals(derived, derivedBy(keyFile("hex", ascii(hex + "\n"))));
    assertArrayEquals(
        derived, derivedBy(keyFile("HEX", ascii(" " + hex.toUpperCase(Locale.ROOT)))));
    String base64 = Base64.getEncoder().encodeToString(key);
    assertArrayEquals(derived, derivedBy(keyFile("base64", ascii(base64 + "\r\n"))));
  }

  @Test
  void otherContentOfAKeyFileIsRefused() throws IOException {
    refused(keyFile("empty", new byte[0]), "32 random bytes");
    refused(keyFile("short", randomKey(1, 31)), "32 random bytes");
    refused(keyFile("zeros", new byte[32]), "32 random bytes");
    refused(keyFile("text", ascii("x".repeat(64))), "32 random bytes");
    refused(keyFile("long", new byte[4096]), "longer");
    refused(new KeyFile(folder.resolve("absent")), "does not exist");
    refused(new KeyFile(folder), "does not exist");
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefused() throws IOException {
    KeyFile source = keyFile("open", randomKey(1));
    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"}) {
      Files.setPosixFilePermissions(source.file(), PosixFilePermissions.fromString(mode));
      refused(source, "chmod 600");
    }
    Files.setPosixFilePermissions(source.file(), PosixFilePermissions.fromString("r--------"));
    assertEquals(32, derivedBy(source).length);
  }

  @Test
  void anotherRootKeyThanTheFoldersIsRefused() throws IOException {
    derivedBy(keyFile("one", randomKey(1)));
    refused(keyFile("two", randomKey(2)), "not the root key");
    derivedBy(keyFile("again", randomKey(1)));
  }

  @Test
  void noMessageOrTextHoldsASecret() throws IOException {
    Passphrase passphrase = new Passphrase("s3cr3t-words".toCharArray());
    assertFalse(passphrase.toString().contains("s3cr3t"));
    try (RootKey key = RootKeys.open(passphrase, data)) {
      assertEquals("RootKey[secret]", key.toString());
    }
    Path file = folder.resolve("bad");
    PrivateFile.write(file, ascii("s3cr3t-content"));
    RootKeyException refusal =
        assertThrows(RootKeyException.class, () -> RootKeys.open(new KeyFile(file), data));
    assertFalse(String.valueOf(refusal.getMessage()).contains("s3cr3t"));
  }

  private byte[] derivedBy(RootKeySource source) {
    try (RootKey key = RootKeys.open(source, data)) {
      return key.derive(PURPOSE, 32);
    }
  }

  private void refused(RootKeySource source, String reason) {
    RootKeyException refusal =
        assertThrows(RootKeyException.class, () -> RootKeys.open(source, data).close());
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
  }

  private KeyFile keyFile(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    PrivateFile.write(file, content);
    return new KeyFile(file);
  }

  private static byte[] randomKey(long seed) {
    return randomKey(seed, RootKey.BYTES);
  }

  private static byte[] randomKey(long seed, int length) {
    byte[] key = new byte[length];
    new Random(seed).nextBytes(key);
    assertFalse(Arrays.equals(new byte[length], key));
    return key;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
