package coffer.node.peer;

import coffer.node.peer.PeerHandler.Answer;
import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/** Answers whoever connects, with or without a certificate: the body must prove what it may. */
@FunctionalInterface
public interface StrangerHandler {

  /** The largest body that is read of a stranger, in bytes. */
  int BODY_BYTES_MAX = 4 * 1024;

  /**
   * Must not block. A stage that fails is answered with 500 and no details.
   *
   * @param from where the connection comes from
   */
  CompletionStage<Answer> handle(InetAddress from, byte[] body);
}
