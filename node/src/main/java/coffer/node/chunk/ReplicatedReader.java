package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import coffer.node.peer.Member;
import coffer.node.peer.PeerException;
import coffer.node.placement.Placement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a run that several nodes have, and has copies repaired that turn out to be bad. */
final class ReplicatedReader implements RunReader {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedReader.class);

  private final String runId;
  private final List<Member> order;
  private final List<Member> targets;
  private final Member self;
  private final LocalRuns local;
  private final ChunkCalls calls;
  private final Suspects suspects;
  private final Set<Integer> bad = ConcurrentHashMap.newKeySet();

  /**
   * @param order whom to ask, the first one first
   * @param targets who should have a copy
   */
  ReplicatedReader(
      String runId,
      List<Member> order,
      List<Member> targets,
      Member self,
      LocalRuns local,
      ChunkCalls calls,
      Suspects suspects) {
    this.runId = runId;
    this.order = List.copyOf(order);
    this.targets = targets;
    this.self = self;
    this.local = local;
    this.calls = calls;
    this.suspects = suspects;
  }

  @Override
  public int copies() {
    return order.size();
  }

  @Override
  public CompletionStage<byte[]> read(int chunk, int copy, ReadTarget into) {
    var member = order.get(copy);
    return (isSelf(member) ? local.read(runId, chunk, into) : calls.read(member, runId, chunk))
        .exceptionallyCompose(
            failed -> CompletableFuture.failedFuture(told(copy, StageFailure.cause(failed))));
  }

  /** What is missing or damaged is left for {@link #proved}, the rest may be another time. */
  private S3Exception told(int copy, Throwable failed) {
    return switch (failed) {
      case ChunkStoreException here ->
          switch (here.kind()) {
            case MISSING -> missing(copy);
            case DAMAGED -> damagedOnDisk(copy);
            case BUSY -> new S3Exception(S3Error.SlowDown);
            case FULL, CLOSED, FAILED -> new S3Exception(S3Error.ServiceUnavailable);
          };
      case PeerException there when there.status() == ChunkPaths.MISSING -> missing(copy);
      case PeerException there when there.status() == ChunkPaths.DAMAGED -> damagedOnDisk(copy);
      case PeerException there when there.status() == ChunkPaths.BUSY ->
          new S3Exception(S3Error.SlowDown);
      case PeerException there -> new S3Exception(S3Error.ServiceUnavailable);
      default -> StorageFailures.toS3(failed);
    };
  }

  private S3Exception missing(int copy) {
    if (targets.stream().anyMatch(target -> Placement.same(target, order.get(copy)))) {
      bad.add(copy);
    }
    return new S3Exception(S3Error.InternalError);
  }

  private S3Exception damagedOnDisk(int copy) {
    bad.add(copy);
    return new S3Exception(S3Error.InternalError);
  }

  @Override
  public void damaged(int copy) {
    LOG.warn("run {}: the copy of node {} is damaged", runId, order.get(copy).nodeId());
    bad.add(copy);
  }

  @Override
  public void proved(int copy) {
    if (bad.isEmpty()) {
      return;
    }
    var good = order.get(copy).nodeId();
    for (int suspect : List.copyOf(bad)) {
      if (suspect != copy && bad.remove(suspect)) {
        var member = order.get(suspect);
        if (isSelf(member)) {
          suspects.suspect(runId, good);
        } else {
          calls.verify(member, runId, good);
        }
      }
    }
  }

  private boolean isSelf(Member member) {
    return Placement.same(member, self);
  }
}
