package coffer.node.index.call;

import coffer.node.replication.ReadBarriers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads of one group at a replica that follows (Ongaro, "Consensus: Bridging Theory and Practice",
 * 6.4): the leader is asked how far its rows are, once for all reads that wait, and the rows here
 * answer if they are as far by then.
 *
 * <p>Nobody tells a follower at once that the last entry is committed, so that its rows are behind
 * for a moment after each change. Reads then go to the leader, and do so for a while without asking
 * it first.
 */
final class FollowerReads {
  private static final long BEHIND_NANOS = Duration.ofMillis(20).toNanos();

  private final ReadBarriers<Long> positions;
  private final LongSupplier nanoTime;
  private volatile boolean behind;
  private volatile long behindSince;

  /**
   * @param position asks the leader for the last entry in its rows, once it knows that it leads
   * @param nanoTime a clock that only goes forward
   */
  FollowerReads(Supplier<CompletionStage<Long>> position, LongSupplier nanoTime) {
    this.positions = new ReadBarriers<>(position);
    this.nanoTime = nanoTime;
  }

  /** Empty when the leader has to be asked for the answer; fails when the read is refused. */
  CompletionStage<Optional<IndexReply>> read(GroupReplica here, IndexCall.Read call) {
    if (behind && nanoTime.getAsLong() - behindSince < BEHIND_NANOS) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return positions
        .next()
        .thenApply(Optional::of)
        .exceptionally(untold -> Optional.empty())
        .thenCompose(
            position ->
                position.isPresent()
                    ? here.readFollowing(call, position.get())
                    : CompletableFuture.completedStage(Optional.empty()))
        .thenApply(
            reply -> {
              if (reply.isEmpty()) {
                behindSince = nanoTime.getAsLong();
              }
              behind = reply.isEmpty();
              return reply;
            });
  }
}
