package coffer.node.index;

import coffer.node.peer.PeerException;
import coffer.node.peer.PeerHandler;
import coffer.node.replication.ReplicatedLog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers {@code term/<group>} with this replica's term. The answer:
 *
 * <pre>
 *   version  u8, 1
 *   term     u64
 *   replica  its id in UTF-8, to the end
 * </pre>
 */
final class TermHandler implements PeerHandler {
  static final String PATH = "/term/";

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Long.BYTES;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final Map<String, ReplicatedLog> logs;

  TermHandler(Map<String, ReplicatedLog> logs) {
    this.logs = Map.copyOf(logs);
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    return CompletableFuture.completedStage(answer(call.path()));
  }

  private Answer answer(String group) {
    var log = logs.get(group);
    if (log == null) {
      return new Answer.Refused(NOT_FOUND, "no replica of that group");
    }
    var told = log.voterTerm();
    if (told.isEmpty()) {
      return new Answer.Refused(UNAVAILABLE, "the replica takes no part");
    }
    var replica = told.get().voter().getBytes(StandardCharsets.UTF_8);
    return new Answer.Whole(
        ByteBuffer.allocate(HEAD_BYTES + replica.length)
            .put(VERSION)
            .putLong(told.get().term())
            .put(replica)
            .array());
  }

  /**
   * The term in an answer of that replica.
   *
   * @throws PeerException when it is another's, or of an unknown version
   */
  static long decode(byte[] answer, String replica) {
    if (answer.length < HEAD_BYTES || answer[0] != VERSION) {
      throw unusable("an answer that tells no term");
    }
    var id = new String(answer, HEAD_BYTES, answer.length - HEAD_BYTES, StandardCharsets.UTF_8);
    if (!id.equals(replica)) {
      throw unusable("the replica is another one now");
    }
    return ByteBuffer.wrap(answer).getLong(1);
  }

  private static PeerException unusable(String why) {
    return new PeerException(PeerException.Kind.UNKNOWN, 0, why);
  }
}
