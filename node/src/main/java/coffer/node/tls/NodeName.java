package coffer.node.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Who a node is, as its certificate says in the URI {@code coffer://<cluster>/<zone>/<node>}. Each
 * part has 1 to 63 letters, digits, {@code _} and {@code -}.
 */
public record NodeName(String cluster, String zone, String node) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final String SCHEME = "coffer://";

  public NodeName {
    for (String part : new String[] {cluster, zone, node}) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException("not a part of a node's name: " + part);
      }
    }
  }

  /** The subject alternative name that peers compare. */
  public String uri() {
    return SCHEME + cluster + "/" + zone + "/" + node;
  }

  /** Whom a certificate names; empty when no node, or more than one. Does not check the issuer. */
  public static Optional<NodeName> of(X509Certificate certificate) {
    var uris =
        SubjectName.of(certificate).stream()
            .filter(name -> name.tag() == GeneralName.uniformResourceIdentifier)
            .map(SubjectName::value)
            .filter(uri -> uri.startsWith(SCHEME))
            .toList();
    if (uris.size() != 1) {
      return Optional.empty();
    }
    var parts = uris.getFirst().substring(SCHEME.length()).split("/", -1);
    try {
      return parts.length == 3
          ? Optional.of(new NodeName(parts[0], parts[1], parts[2]))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
