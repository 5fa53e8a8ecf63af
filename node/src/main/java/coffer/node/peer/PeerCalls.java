package coffer.node.peer;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Calls to other nodes: HTTP/1.1 over mutual TLS. The stages fail with {@link PeerException}, and
 * complete on threads that must not be blocked.
 */
public interface PeerCalls {

  /** The largest body of a call or an answer, in bytes; a stream has no limit. */
  int BODY_BYTES_MAX = 8 << 20;

  /**
   * Calls a node.
   *
   * @param path begins with {@code /}; a query may follow; ASCII, no blanks
   * @param timeout for the whole exchange, waiting for a connection included
   */
  CompletionStage<byte[]> call(Member to, String path, byte[] body, Duration timeout);

  /**
   * Calls a node for an answer of any length. Blocks until the answer begins.
   *
   * @param timeout until the answer begins, and for each wait for more of it
   * @throws java.io.IOException also while reading, when the answer is cut off
   */
  InputStream open(Member to, String path, Duration timeout) throws java.io.IOException;

  /** False for a moment after a call could not reach the node: ask others first. */
  boolean reachable(Member member);
}
