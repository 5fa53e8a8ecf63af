package coffer.node.peer;

import coffer.node.peer.PeerHandler.Answer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionStage;

/** What becomes of a call, decided by its head. */
sealed interface Admission {

  /** Whether the connection can be used again. */
  boolean lasting();

  /**
   * The body is read and handled.
   *
   * @param bytesMax that it may have
   */
  record Accepted(Handling handling, int bytesMax, boolean lasting) implements Admission {}

  /** The body is thrown away. */
  record Turned(HttpResponseStatus status, String message, boolean lasting) implements Admission {}

  /** Answers a body; must not block. */
  @FunctionalInterface
  interface Handling {
    CompletionStage<Answer> of(byte[] body);
  }
}
