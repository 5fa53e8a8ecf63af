package coffer.node.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * One subject alternative name (RFC 5280, 4.2.1.6).
 *
 * @param tag {@link GeneralName#dNSName}, {@link GeneralName#iPAddress} or {@link
 *     GeneralName#uniformResourceIdentifier}
 * @param value lower case; an address as the JDK prints it
 */
record SubjectName(int tag, String value) implements Comparable<SubjectName> {
  private static final int HOST_CHARACTERS_MAX = 253;
  private static final Pattern HOST =
      Pattern.compile(
          "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*");

  /**
   * The name of a host.
   *
   * @param host an IPv4 or IPv6 address, without brackets, or a DNS name, {@code *.} before it or
   *     not
   * @throws IllegalArgumentException when it is neither
   */
  static SubjectName host(String host) {
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      return new SubjectName(GeneralName.iPAddress, address.getHostAddress());
    } catch (IllegalArgumentException e) {
      String name = host.toLowerCase(Locale.ROOT);
      if (name.length() > HOST_CHARACTERS_MAX || !HOST.matcher(name).matches()) {
        throw new IllegalArgumentException("not a host name or address: " + host, e);
      }
      return new SubjectName(GeneralName.dNSName, name);
    }
  }

  static SubjectName uri(String uri) {
    return new SubjectName(GeneralName.uniformResourceIdentifier, uri);
  }

  /** The hosts, and for each DNS name also its wildcard, for virtual-host style addresses. */
  static Set<SubjectName> withWildcards(Collection<String> hosts) {
    Set<SubjectName> names = new TreeSet<>();
    for (String host : hosts) {
      SubjectName name = host(host);
      names.add(name);
      if (name.tag == GeneralName.dNSName && !name.value.startsWith("*.")) {
        names.add(new SubjectName(GeneralName.dNSName, "*." + name.value));
      }
    }
    return names;
  }

  /** What a certificate names. */
  static Set<SubjectName> of(X509Certificate certificate) {
    try {
      Set<SubjectName> names = new TreeSet<>();
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      if (entries != null) {
        for (List<?> entry : entries) {
          names.add(new SubjectName((Integer) entry.get(0), String.valueOf(entry.get(1))));
        }
      }
      return names;
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }

  GeneralName toGeneralName() {
    return new GeneralName(tag, value);
  }

  @Override
  public int compareTo(SubjectName other) {
    int byTag = Integer.compare(tag, other.tag);
    return byTag == 0 ? value.compareTo(other.value) : byTag;
  }
}
