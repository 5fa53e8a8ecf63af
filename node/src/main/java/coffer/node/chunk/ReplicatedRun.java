package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.StageFailure;
import coffer.node.chunk.ChunkStoreException.Kind;
import coffer.node.peer.Member;
import coffer.node.peer.PeerException;
import coffer.node.placement.Placement;
import coffer.node.placement.Placement.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is written to several nodes at once, one call after another to each. A chunk is
 * acknowledged, and the run durable, when enough of them say so; the others go on. A copy that
 * fails or falls behind is left out, and is made again by its node later; while the run has no
 * second chunk another node takes its place.
 */
final class ReplicatedRun implements RunWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedRun.class);

  /** So many chunks a copy may be behind. */
  static final int BEHIND_MAX = 4;

  private final String runId;
  private final OptionalInt chunks;
  private final Plan plan;
  private final Function<Member, CopyWriter> opener;
  private final List<Member> spares;
  private final List<Copy> copies = new ArrayList<>();
  private final List<Piece> unsettled = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();

  /** What goes out once the lock is released: calls, and the stages that others wait for. */
  private final Deque<Runnable> effects = new ArrayDeque<>();

  /** All pieces, while a node that begins now could be given all of them. */
  private @Nullable List<Piece> replay = new ArrayList<>();

  private @Nullable Piece ending;
  private int appended;
  private @Nullable S3Exception failure;

  /** Something that every copy has to do. */
  private static final class Piece {
    private final int number;
    private final byte @Nullable [] bytes;
    private final int length;
    private final boolean last;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<Member> acks = new ArrayList<>();

    private Piece(int number, byte @Nullable [] bytes, int length, boolean last) {
      this.number = number;
      this.bytes = bytes;
      this.length = length;
      this.last = last;
    }

    private CompletionStage<Void> sendTo(CopyWriter copy) {
      return bytes == null ? copy.finish(number) : copy.write(number, bytes, length, last);
    }
  }

  /** One copy; guarded by the run. */
  private static final class Copy {
    private final Member member;
    private final CopyWriter writer;
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean dropped;
    private boolean abandoned;

    private Copy(Member member, CopyWriter writer) {
      this.member = member;
      this.writer = writer;
    }

    private Member member() {
      return member;
    }
  }

  /**
   * @param chunks how many there will be, if known
   * @param targets who is to write it now
   * @param spares who may stand in for one of them
   */
  ReplicatedRun(
      String runId,
      OptionalInt chunks,
      Plan plan,
      List<Member> targets,
      List<Member> spares,
      Function<Member, CopyWriter> opener) {
    this.runId = runId;
    this.chunks = chunks;
    this.plan = plan;
    this.opener = opener;
    this.spares = new ArrayList<>(spares);
    targets.forEach(target -> copies.add(new Copy(target, opener.apply(target))));
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public boolean keepsBytes() {
    return true;
  }

  @Override
  public CompletionStage<Void> append(byte[] bytes, int length) {
    Piece piece;
    synchronized (this) {
      int number = appended++;
      boolean last = chunks.isPresent() && chunks.getAsInt() == appended;
      piece = new Piece(number, bytes, length, last);
      if (number > 0) {
        replay = null;
      }
      add(piece);
    }
    carryOut();
    return piece.done;
  }

  @Override
  public CompletionStage<Void> finish() {
    Piece piece;
    synchronized (this) {
      piece = ending == null ? new Piece(appended, null, 0, true) : ending;
      if (ending == null) {
        add(piece);
      }
    }
    carryOut();
    return piece.done;
  }

  @Override
  public void abandon() {
    synchronized (this) {
      failAll(new S3Exception(S3Error.ServiceUnavailable));
    }
    carryOut();
  }

  private void add(Piece piece) {
    var failed = failure;
    if (failed != null) {
      effects.add(() -> piece.done.completeExceptionally(failed));
      return;
    }
    if (piece.last) {
      ending = piece;
    }
    if (replay != null) {
      replay.add(piece);
    }
    unsettled.add(piece);
    for (var copy : copies) {
      if (!copy.dropped) {
        copy.waiting.add(piece);
        if (copy.waiting.size() > BEHIND_MAX && enoughWithout(copy)) {
          LOG.debug("run {}: node {} is too slow", runId, copy.member.nodeId());
          drop(copy);
        }
        send(copy);
      }
    }
  }

  private void send(Copy copy) {
    var piece = copy.waiting.peek();
    if (piece != null && !copy.sending) {
      copy.sending = true;
      effects.add(
          () ->
              piece
                  .sendTo(copy.writer)
                  .whenComplete((nothing, failed) -> answered(copy, piece, failed)));
    }
  }

  private void answered(Copy copy, Piece piece, @Nullable Throwable failed) {
    synchronized (this) {
      copy.sending = false;
      if (copy.abandoned) {
        effects.add(copy.writer::abandon);
      } else if (failed != null) {
        failed(copy, piece, StageFailure.cause(failed));
      } else if (!copy.dropped) {
        copy.waiting.poll();
        piece.acks.add(copy.member);
        if (enough(piece.acks) && unsettled.remove(piece)) {
          effects.add(() -> piece.done.complete(null));
        }
        send(copy);
      }
    }
    carryOut();
  }

  private void failed(Copy copy, Piece piece, Throwable cause) {
    if (copy.dropped) {
      return;
    }
    LOG.debug("run {}: node {}: {}", runId, copy.member.nodeId(), cause.toString());
    causes.add(cause);
    copy.dropped = true;
    copy.waiting.clear();
    if (!piece.last) {
      // A last piece may have been carried out all the same, and one copy too many is no harm.
      abandon(copy);
    }
    if (replay != null && !spares.isEmpty()) {
      replace(copy.member, replay);
    }
    boolean ended = ending != null && !unsettled.contains(ending);
    if (!ended && !enough(copies.stream().filter(one -> !one.dropped).map(Copy::member).toList())) {
      failAll(told());
    }
  }

  private void replace(Member gone, List<Piece> pieces) {
    var others = copies.stream().filter(one -> !one.dropped).map(Copy::member).toList();
    var spare = Placement.standIn(spares, gone, others);
    spares.remove(spare);
    var copy = new Copy(spare, opener.apply(spare));
    copies.add(copy);
    copy.waiting.addAll(pieces);
    send(copy);
  }

  private void drop(Copy copy) {
    copy.dropped = true;
    copy.waiting.clear();
    abandon(copy);
  }

  private void abandon(Copy copy) {
    if (!copy.abandoned) {
      copy.abandoned = true;
      if (!copy.sending) {
        effects.add(copy.writer::abandon);
      }
    }
  }

  private void failAll(S3Exception reason) {
    if (failure == null) {
      failure = reason;
    }
    for (var piece : unsettled) {
      effects.add(() -> piece.done.completeExceptionally(reason));
    }
    unsettled.clear();
    copies.forEach(this::drop);
    replay = null;
  }

  private boolean enoughWithout(Copy left) {
    return enough(
        copies.stream().filter(one -> !one.dropped && one != left).map(Copy::member).toList());
  }

  private boolean enough(List<Member> members) {
    return members.size() >= plan.acks()
        && members.stream().map(Member::zone).distinct().count() >= plan.ackZones();
  }

  private S3Exception told() {
    var told = new S3Exception(S3Error.ServiceUnavailable);
    for (var cause : causes) {
      switch (cause) {
        case PeerException peer when peer.status() == ChunkPaths.BUSY -> {
          return new S3Exception(S3Error.SlowDown);
        }
        case ChunkStoreException local when local.kind() == Kind.BUSY -> {
          return new S3Exception(S3Error.SlowDown);
        }
        case ChunkStoreException local -> told = StorageFailures.refused(local);
        default -> LOG.debug("run {} fails: {}", runId, cause.toString());
      }
    }
    return told;
  }

  private void carryOut() {
    while (true) {
      Runnable effect;
      synchronized (this) {
        effect = effects.poll();
      }
      if (effect == null) {
        return;
      }
      effect.run();
    }
  }
}
