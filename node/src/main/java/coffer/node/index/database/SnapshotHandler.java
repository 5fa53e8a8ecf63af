package coffer.node.index.database;

import coffer.node.peer.PeerHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers {@code snapshot/<group>} with all rows of the group, see {@link RowSnapshot}. */
public final class SnapshotHandler implements PeerHandler {
  /** What the path of a snapshot begins with; the group's name follows. */
  public static final String PATH = "/snapshot/";

  private final Map<String, IndexRows> groups;

  /**
   * @param groups the rows here, by the names of their groups
   */
  public SnapshotHandler(Map<String, IndexRows> groups) {
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
