package coffer.node;

import coffer.node.index.IndexNode;
import coffer.node.peer.PeerHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /membership/leave/<node>} and {@code /membership/remove/<node>}, for operators. */
final class MembershipHandler implements PeerHandler {
  static final String PATH = "/membership/";
  static final String LEAVE = "leave/";
  static final String REMOVE = "remove/";
  private static final byte[] NOTHING = {};

  private final IndexNode index;

  MembershipHandler(IndexNode index) {
    this.index = index;
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    var path = call.path();
    if (path.startsWith(LEAVE)) {
      return answered(index.leave(path.substring(LEAVE.length())));
    }
    if (path.startsWith(REMOVE)) {
      return answered(index.remove(path.substring(REMOVE.length())));
    }
    return CompletableFuture.completedFuture(new Answer.Refused(404, "no such operation"));
  }

  private static CompletionStage<Answer> answered(CompletionStage<Boolean> done) {
    return done.thenApply(
        found ->
            found ? new Answer.Whole(NOTHING) : new Answer.Refused(404, "no node has that id"));
  }
}
