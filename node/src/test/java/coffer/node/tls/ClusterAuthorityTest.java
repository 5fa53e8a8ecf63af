package coffer.node.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.kms.rootkey.RootKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the authority issues, keeps, renews and refuses. */
final class ClusterAuthorityTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final NodeName NODE = new NodeName("c1", "zone1-az1", "n1");

  @TempDir private Path folder;

  @Test
  void theAuthorityIsTheSameAtTheNextStart() {
    X509Certificate first = authorityAt(START).certificate();
    assertEquals(first, authorityAt(START.plus(Duration.ofDays(1))).certificate());
    assertEquals(0, first.getBasicConstraints());
    assertEquals(first.getSubjectX500Principal(), first.getIssuerX500Principal());
  }

  @Test
  void noPrivateKeyIsInTheClearInTheFolder() throws IOException {
    ClusterAuthority authority = authorityAt(START);
    byte[] key = authority.endpoint(List.of()).key().getEncoded();
    authority.node(NODE, List.of("127.0.0.1"));
    byte[] secret = Arrays.copyOfRange(key, key.length - 40, key.length);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(content.contains("PRIVATE"), file.toString());
        assertFalse(content.contains(new String(secret, StandardCharsets.ISO_8859_1)));
        boolean certificate = file.toString().endsWith(".pem");
        assertEquals(
            certificate ? "rw-r--r--" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    assertEquals(1, Files.readAllBytes(folder.resolve("ca.key"))[0]);
  }

  @Test
  void theEndpointIsCertifiedForItsHostsAndTheLocalOnes() throws GeneralSecurityException {
    ClusterAuthority authority = authorityAt(START);
    TlsIdentity identity = authority.endpoint(List.of("S3.example.org", "10.1.2.3", "fd00::7"));
    List<String> names =
        SubjectName.of(identity.certificate()).stream().map(SubjectName::value).sorted().toList();
    assertEquals(
        List.of(
            "*.localhost",
            "*.s3.example.org",
            "*.s3.localhost",
            "0:0:0:0:0:0:0:1",
            "10.1.2.3",
            "127.0.0.1",
            "fd00:0:0:0:0:0:0:7",
            "localhost",
            "s3.example.org",
            "s3.localhost"),
        names);
    identity.certificate().verify(authority.certificate().getPublicKey());
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), identity.certificate().getExtendedKeyUsage());
    assertEquals(-1, identity.certificate().getBasicConstraints());
  }

  @Test
  void aNodeIsCertifiedByNameForBothSides() throws GeneralSecurityException {
    X509Certificate certificate =
        authorityAt(START).node(NODE, List.of("n1.internal", "127.0.0.1")).certificate();
    List<String> names =
        SubjectName.of(certificate).stream().map(SubjectName::value).sorted().toList();
    assertEquals(List.of("127.0.0.1", "coffer://c1/zone1-az1/n1", "n1.internal"), names);
    assertEquals(
        List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
  }

  @Test
  void certificatesAreKeptUntilAThirdOfTheirLifeIsLeft() {
    X509Certificate first = authorityAt(START).endpoint(List.of()).certificate();
    Instant kept = START.plus(Duration.ofDays(59));
    assertEquals(first, authorityAt(kept).endpoint(List.of()).certificate());
    Instant due = START.plus(Duration.ofDays(61));
    X509Certificate second = authorityAt(due).endpoint(List.of()).certificate();
    assertNotEquals(first, second);
    assertTrue(second.getNotAfter().after(first.getNotAfter()));
  }

  @Test
  void otherNamesGetAnotherCertificate() {
    ClusterAuthority authority = authorityAt(START);
    X509Certificate first = authority.endpoint(List.of("a.example")).certificate();
    assertEquals(first, authority.endpoint(List.of("a.example")).certificate());
    assertNotEquals(first, authority.endpoint(List.of("b.example")).certificate());
  }

  @Test
  void noCertificateOutlivesTheAuthority() {
    X509Certificate authority = authorityAt(START).certificate();
    Instant late = authority.getNotAfter().toInstant().minus(Duration.ofDays(10));
    X509Certificate issued = authorityAt(late).endpoint(List.of()).certificate();
    assertEquals(authority.getNotAfter(), issued.getNotAfter());
    Instant over = authority.getNotAfter().toInstant();
    assertThrows(TlsException.class, () -> authorityAt(over));
  }

  @Test
  void anotherRootKeyIsRefused() {
    authorityAt(START);
    try (RootKey other = rootKey(2)) {
      Clock clock = Clock.fixed(START, ZoneOffset.UTC);
      TlsException refusal =
          assertThrows(TlsException.class, () -> ClusterAuthority.open(folder, other, clock));
      assertTrue(String.valueOf(refusal.getMessage()).contains("root key"));
    }
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    authorityAt(START);
    Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertThrows(TlsException.class, () -> authorityAt(START));
    Files.writeString(folder.resolve("ca.pem"), "");
    assertThrows(TlsException.class, () -> authorityAt(START));
    Files.delete(folder.resolve("ca.key"));
    assertThrows(TlsException.class, () -> authorityAt(START));
  }

  @Test
  void hostsThatAreNoneAreRefused() {
    ClusterAuthority authority = authorityAt(START);
    for (String host : new String[] {"", "a b", "*", "a..b", "http://x", "-a", "a,DNS:b"}) {
      assertThrows(IllegalArgumentException.class, () -> authority.endpoint(List.of(host)), host);
    }
    assertThrows(IllegalArgumentException.class, () -> new NodeName("c", "z", "../n"));
  }

  @Test
  void clientsReadTheAuthoritysCertificateFromItsFile()
      throws IOException, GeneralSecurityException {
    ClusterAuthority authority = authorityAt(START);
    byte[] pem = Files.readAllBytes(authority.certificateFile());
    assertEquals(List.of(authority.certificate()), Pem.readCertificates(pem));
    assertTrue(
        new String(pem, StandardCharsets.US_ASCII).startsWith("-----BEGIN CERTIFICATE-----\n"));
  }

  private ClusterAuthority authorityAt(Instant now) {
    return ClusterAuthority.open(folder, rootKey(1), Clock.fixed(now, ZoneOffset.UTC));
  }

  static RootKey rootKey(int fill) {
    byte[] bytes = new byte[RootKey.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return RootKey.copyOf(bytes);
  }
}
