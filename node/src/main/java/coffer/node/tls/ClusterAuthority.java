package coffer.node.tls;

import coffer.kms.rootkey.RootKey;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Coffer's own certificate authority: EC P-256, made at first start, its private key wrapped by the
 * root key. It certifies the nodes to each other, and the S3 endpoint to clients that were given
 * {@code ca.pem} (for the AWS CLI and SDKs: {@code AWS_CA_BUNDLE}).
 *
 * <p>Certificates live 90 days; one is made anew when it is asked for and less than a third of its
 * life is left, or when it should have other names. Every node of the cluster has the authority, so
 * that it can renew its own certificate whoever else is down. Safe for use by several threads.
 */
public final class ClusterAuthority {
  static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  static final Duration CERTIFICATE_LIFE = Duration.ofDays(90);

  /** For clients whose clock is behind. */
  static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final String AUTHORITY = "ca";
  private static final String ENDPOINT = "endpoint";

  /**
   * Always certified for the endpoint. OpenSSL, and so Python's clients, take no wildcard directly
   * under a top-level name: {@code bucket.s3.localhost} is for them.
   */
  private static final List<String> LOCAL_HOSTS =
      List.of("localhost", "s3.localhost", "127.0.0.1", "::1");

  private static final KeyPurposeId[] SERVER = {KeyPurposeId.id_kp_serverAuth};
  private static final KeyPurposeId[] SERVER_AND_CLIENT = {
    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
  };

  private final IdentityFiles files;
  private final TlsIdentity authority;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private ClusterAuthority(IdentityFiles files, TlsIdentity authority, Clock clock) {
    this.files = files;
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * Opens the authority of a folder, or makes it.
   *
   * @param folder may be absent; holds {@code ca.pem}, {@code ca.key} and what was issued
   * @throws TlsException when the folder's authority does not open with this root key, or is
   *     damaged or expired
   */
  public static ClusterAuthority open(Path folder, RootKey rootKey, Clock clock) {
    IdentityFiles files = new IdentityFiles(folder, rootKey);
    Instant now = clock.instant();
    TlsIdentity authority = files.read(AUTHORITY).orElseGet(() -> create(files, now));
    if (!now.isBefore(authority.certificate().getNotAfter().toInstant())) {
      throw new TlsException(
          "the authority in " + files.chainFile(AUTHORITY) + " has expired: move it away");
    }
    return new ClusterAuthority(files, authority, clock);
  }

  private static TlsIdentity create(IdentityFiles files, Instant now) {
    SecureRandom random = new SecureRandom();
    KeyPair keys = Certificates.newKeyPair(random);
    byte[] id = new byte[4];
    random.nextBytes(id);
    X509Certificate certificate =
        Certificates.authority(
            "Coffer authority " + HexFormat.of().formatHex(id),
            keys,
            now.minus(BACKDATED),
            now.plus(AUTHORITY_LIFE),
            random);
    TlsIdentity authority = new TlsIdentity(keys.getPrivate(), List.of(certificate));
    files.write(AUTHORITY, authority);
    return authority;
  }

  /**
   * Keeps the authority of a cluster that this node joins, and opens it. The same again is fine.
   *
   * @param key PKCS#8, as {@link #exportKey} gave it; the caller clears it
   * @throws TlsException when the key is not the certificate's, or the folder has another authority
   */
  public static ClusterAuthority adopt(
      Path folder, RootKey rootKey, X509Certificate certificate, byte[] key, Clock clock) {
    var authority = new TlsIdentity(AuthorityKey.of(certificate, key), List.of(certificate));
    var files = new IdentityFiles(folder, rootKey);
    var there = files.read(AUTHORITY);
    if (there.isPresent() && !there.get().certificate().equals(certificate)) {
      throw new TlsException(files.chainFile(AUTHORITY) + " is the authority of another cluster");
    }
    if (there.isEmpty()) {
      files.write(AUTHORITY, authority);
    }
    return open(folder, rootKey, clock);
  }

  /** The authority's private key in PKCS#8, for a node that joins; the caller clears it. */
  public byte[] exportKey() {
    return authority.key().getEncoded();
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  /** The authority's certificate in PEM, for clients; no secret. */
  public Path certificateFile() {
    return files.chainFile(AUTHORITY);
  }

  /**
   * The S3 endpoint's identity.
   *
   * @param hosts DNS names, each also certified with {@code *.} before it, and addresses; {@code
   *     localhost} and its addresses are added
   * @throws IllegalArgumentException for a host that is neither
   */
  public TlsIdentity endpoint(Collection<String> hosts) {
    Set<SubjectName> names = SubjectName.withWildcards(hosts);
    names.addAll(SubjectName.withWildcards(LOCAL_HOSTS));
    return current(ENDPOINT, "Coffer endpoint", names, SERVER);
  }

  /**
   * A node's identity towards other nodes, as server and as client.
   *
   * @param hosts the addresses or DNS names that peers dial
   */
  public TlsIdentity node(NodeName node, Collection<String> hosts) {
    Set<SubjectName> names = new TreeSet<>();
    hosts.forEach(host -> names.add(SubjectName.host(host)));
    names.add(SubjectName.uri(node.uri()));
    String commonName = "Coffer node " + node.node();
    return current("node-" + node.node(), commonName, names, SERVER_AND_CLIENT);
  }

  private synchronized TlsIdentity current(
      String file, String commonName, Set<SubjectName> names, KeyPurposeId[] purposes) {
    Instant now = clock.instant();
    return files
        .read(file)
        .filter(identity -> !identity.renewalDue(now))
        .filter(identity -> identity.chain().getLast().equals(certificate()))
        .filter(identity -> SubjectName.of(identity.certificate()).equals(names))
        .orElseGet(() -> issue(file, commonName, names, purposes, now));
  }

  private TlsIdentity issue(
      String file,
      String commonName,
      Set<SubjectName> names,
      KeyPurposeId[] purposes,
      Instant now) {
    KeyPair keys = Certificates.newKeyPair(random);
    Instant authorityEnd = certificate().getNotAfter().toInstant();
    Instant end = now.plus(CERTIFICATE_LIFE);
    X509Certificate certificate =
        Certificates.issue(
            authority,
            commonName,
            keys.getPublic(),
            names,
            purposes,
            now.minus(BACKDATED),
            end.isBefore(authorityEnd) ? end : authorityEnd,
            random);
    TlsIdentity identity = new TlsIdentity(keys.getPrivate(), List.of(certificate, certificate()));
    files.write(file, identity);
    return identity;
  }
}
