package coffer.node.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a node shows itself to the others, and whom it trusts: TLS 1.3, certificates of the cluster's
 * authority on both sides. The managers stay the same while the node's certificate is exchanged, so
 * that servers and clients of all transports go on with the new one; connections that are open stay
 * as they are. Safe for use by several threads.
 */
public final class NodeTls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  /** A resumed session shows no certificate: the age up to which an older one is good enough. */
  private static final int SESSION_SECONDS = 600;

  private final ClusterAuthority authority;
  private final NodeName name;
  private final List<String> hosts;
  private final NewestKey key;
  private final NodeTrust trust;
  private volatile SSLContext context;

  /**
   * Asks the authority for the node's identity.
   *
   * @param hosts what peers dial
   */
  public NodeTls(ClusterAuthority authority, NodeName name, Collection<String> hosts) {
    this.authority = authority;
    this.name = name;
    this.hosts = List.copyOf(hosts);
    this.key = new NewestKey(authority.node(name, hosts));
    this.trust = new NodeTrust(authority.certificate(), name.cluster());
    this.context = newContext();
  }

  private SSLContext newContext() {
    try {
      var made = SSLContext.getInstance("TLS");
      made.init(new KeyManager[] {key}, new TrustManager[] {trust}, null);
      made.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      made.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return made;
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot make a TLS context", e);
    }
  }

  /** Whom this node is. */
  public NodeName name() {
    return name;
  }

  /** The identity that new connections show. */
  public TlsIdentity identity() {
    return key.newest();
  }

  /** The same object for ever. */
  public X509ExtendedKeyManager keyManager() {
    return key;
  }

  /** The same object for ever. */
  public X509ExtendedTrustManager trustManager() {
    return trust;
  }

  /**
   * For the next connection: another one after each renewal, as its sessions would show the
   * certificate from before.
   */
  public SSLContext context() {
    return context;
  }

  /**
   * Exchanges the node's certificate when less than a third of its life is left.
   *
   * @return whether it was
   */
  public synchronized boolean renewIfDue() {
    var current = authority.node(name, hosts);
    if (current.certificate().equals(identity().certificate())) {
      return false;
    }
    key.exchange(current);
    context = newContext();
    return true;
  }

  /** An engine that needs a node's certificate of whoever connects. */
  public SSLEngine serverEngine() {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setNeedClientAuth(true);
    return engine;
  }

  /**
   * The same, but whoever has no certificate may connect as well; a wrong one is still refused.
   * {@link #peer} tells them apart.
   */
  public SSLEngine serverEngineForStrangersToo() {
    var engine = serverEngine();
    engine.setWantClientAuth(true);
    return engine;
  }

  /** What a dialling socket must be told. */
  public static SSLParameters clientParameters() {
    var parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /** Who is at the other end; empty for a stranger without a certificate. */
  public static Optional<NodeName> peer(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? NodeName.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException stranger) {
      return Optional.empty();
    }
  }
}
