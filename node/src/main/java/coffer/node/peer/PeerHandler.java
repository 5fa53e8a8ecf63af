package coffer.node.peer;

import coffer.node.tls.NodeName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/** Answers the calls of other nodes whose path begins with the prefix it is registered for. */
@FunctionalInterface
public interface PeerHandler {

  /**
   * A call.
   *
   * @param caller whom the certificate names; of this cluster
   * @param path behind the prefix, with its query
   */
  record Call(NodeName caller, String path, byte[] body) {}

  /** An answer. */
  sealed interface Answer {
    /** 200 with a body of at most {@link PeerCalls#BODY_BYTES_MAX} bytes. */
    record Whole(byte[] body) implements Answer {}

    /** 200 with a body of any length; {@code writer} blocks on a thread of its own. */
    record Streamed(BodyWriter writer) implements Answer {}

    /**
     * The call was not carried out.
     *
     * @param status of HTTP, 400 to 599
     */
    record Refused(int status, String message) implements Answer {}
  }

  /** Writes a body. */
  @FunctionalInterface
  interface BodyWriter {
    void writeTo(OutputStream body) throws IOException;
  }

  /** Must not block. A stage that fails is answered with 500 and no details. */
  CompletionStage<Answer> handle(Call call);
}
