package coffer.node.index;

import coffer.node.peer.PeerHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers {@code snapshot/<group>} with all rows of the group, see {@link RowSnapshot}. */
final class SnapshotHandler implements PeerHandler {
  static final String PATH = "/snapshot/";

  private final Map<String, IndexRows> groups;

  SnapshotHandler(Map<String, IndexRows> groups) {
    this.groups = Map.copyOf(groups);
  }

  @Override
  public CompletionStage<Answer> handle(Call call) {
    var rows = groups.get(call.path());
    return CompletableFuture.completedStage(
        rows == null
            ? new Answer.Refused(404, "no such group here")
            : new Answer.Streamed(rows::writeSnapshot));
  }
}
