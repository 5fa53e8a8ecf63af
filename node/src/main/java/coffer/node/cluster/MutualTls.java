package coffer.node.cluster;

import coffer.node.tls.NodeTls;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * TLS 1.3 between the nodes of a zone: both sides show a certificate, and the side that dials
 * checks that the other's names the address it dialled. A certificate of another zone opens
 * nothing.
 */
final class MutualTls implements SSLEngineProvider {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final Supplier<SSLContext> context;
  private final Predicate<SSLSession> ofZone;

  /** For the nodes of this node's zone. */
  MutualTls(NodeTls tls) {
    this.context = tls::context;
    var zone = tls.name().zone();
    this.ofZone =
        session -> NodeTls.peer(session).filter(name -> name.zone().equals(zone)).isPresent();
  }

  /**
   * @param context holds this node's key and trusts the cluster's authority, nothing else
   */
  MutualTls(SSLContext context) {
    this.context = () -> context;
    this.ofZone = session -> true;
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    var engine = context.get().createSSLEngine(hostname, port);
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    var engine = context.get().createSSLEngine(hostname, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(NodeTls.clientParameters());
    return engine;
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return verified(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return verified(session);
  }

  private Option<Throwable> verified(SSLSession session) {
    return ofZone.test(session)
        ? Option.empty()
        : Option.apply(new SSLException("not a node of this zone"));
  }
}
