package coffer.node.join;

import coffer.node.config.StartException;
import coffer.node.peer.PeerException;
import coffer.node.peer.StrangerCall;
import coffer.node.tls.TlsException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Asks a node of a cluster for what one needs to be a node of it. */
public final class JoinClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private JoinClient() {}

  /**
   * Blocks.
   *
   * @param port the node's for other nodes
   * @param token as {@link JoinTokens#make} printed it
   * @throws StartException says why the node cannot join
   */
  public static JoinReply join(String host, int port, String clusterId, String token) {
    var parsed = JoinToken.parse(token.strip());
    var where = "the node at " + host + ":" + port;
    byte[] answer;
    try {
      answer =
          StrangerCall.post(
              context(clusterId, parsed),
              host,
              port,
              JoinServer.PATH,
              JoinRecords.encode(new JoinRecords.Request(clusterId, parsed.proof())),
              TIMEOUT_MILLIS);
    } catch (PeerException refused) {
      throw new StartException(reason(where, refused));
    } catch (SSLException untrusted) {
      throw new StartException(
          where
              + " is not of the cluster that the join token was made for, or of cluster id "
              + clusterId
              + ": "
              + untrusted.getMessage());
    } catch (IOException failed) {
      throw new StartException("cannot reach " + where + " to join: " + failed);
    }
    try {
      var reply = JoinRecords.decodeReply(answer);
      if (!MessageDigest.isEqual(JoinToken.hash(reply.authority()), parsed.authority())) {
        throw new StartException(where + " gave another authority than it has");
      }
      return reply;
    } catch (IOException malformed) {
      throw new StartException(where + " gave an answer of another version of Coffer");
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }

  private static String reason(String where, PeerException refused) {
    return switch (refused.status()) {
      case JoinServer.WRONG_TOKEN -> where + " does not know the join token";
      case JoinServer.EXPIRED ->
          "the join token has expired: make another one with 'coffer token' on a node";
      case JoinServer.OTHER_CLUSTER -> where + " is of another cluster";
      case JoinServer.TOO_MANY ->
          where + " takes no more attempts from here for a minute, after too many that failed";
      case 503 -> where + " is still starting: try again";
      default -> where + " refused to let this node join (" + refused.getMessage() + ")";
    };
  }

  private static SSLContext context(String clusterId, JoinToken token) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TokenTrust(clusterId, token)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot make a TLS context", e);
    }
  }
}
