package coffer.node.index;

import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexClient;
import coffer.node.index.call.IndexReply;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How a node that knows nobody yet tells the cluster of itself. */
public final class Announcement {
  private Announcement() {}

  /**
   * Announces {@code self} to the leader of the region's group, which the seeds know.
   *
   * @param seeds nodes of the cluster; their addresses matter
   * @return the id of the node that founds the group of the own zone, maybe {@code self}'s; fails
   *     with {@link coffer.http.error.S3Exception}
   */
  public static CompletionStage<String> send(
      PeerCalls calls, Member self, List<Member> seeds, Duration deadline) {
    var known = List.copyOf(seeds);
    var client =
        new IndexClient(
            new IndexClient.Parts(
                Map.of(),
                calls,
                peer -> Optional.empty(),
                group -> known,
                IndexClient.Pauses.REAL,
                System::nanoTime));
    return client
        .call(BucketGroups.REGION, new IndexCall.Announce(self), deadline)
        .thenApply(reply -> ((IndexReply.Announced) reply).founder());
  }
}
