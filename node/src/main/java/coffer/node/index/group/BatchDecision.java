package coffer.node.index.group;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.call.CallId;
import coffer.node.index.call.IndexCodec;
import coffer.node.index.call.IndexReply;
import coffer.node.index.decision.Decision;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.replication.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides waiting requests in the order they came, each over the applied rows and the changes of
 * those before it, until one log entry is full: {@value #REQUESTS} requests or {@value #BYTES}
 * bytes. A request whose call was carried out before gets the answer of then.
 */
final class BatchDecision {
  static final int REQUESTS = 64;
  static final int BYTES = 1 << 20;

  /** What an entry has beside the changes of its requests. */
  private static final int ENTRY_OVERHEAD_BYTES = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(BatchDecision.class);

  /**
   * A request, and where its answer goes; answered exactly once.
   *
   * @param id empty when it is never repeated
   */
  record Request(
      Optional<CallId> id,
      Function<IndexView, Decision<IndexReply>> decide,
      CompletableFuture<IndexReply> answer) {}

  /** What to do with a request once its batch is durable. */
  sealed interface Outcome {
    CompletableFuture<IndexReply> answer();

    record Done(CompletableFuture<IndexReply> answer, IndexReply reply) implements Outcome {}

    record Refused(CompletableFuture<IndexReply> answer, RuntimeException why) implements Outcome {}
  }

  /**
   * One log entry.
   *
   * @param calls what it carries out, with the encoded answers
   */
  record Batch(RowChanges changes, List<Outcome> outcomes, Map<CallId, byte[]> calls) {}

  private final PendingRows pending = new PendingRows();
  private final IndexView view;
  private final RecentCalls recent;
  private final Batch batch = new Batch(new RowChanges(), new ArrayList<>(), new LinkedHashMap<>());
  private long bytes;

  private BatchDecision(IndexView applied, RecentCalls recent) {
    this.view = pending.over(applied);
    this.recent = recent;
  }

  /**
   * Takes what it decides from {@code waiting}.
   *
   * @param row the key of the row for the calls, when there are any
   */
  static Batch decide(
      IndexView applied, ArrayDeque<Request> waiting, RecentCalls recent, byte[] row) {
    var decision = new BatchDecision(applied, recent);
    while (!waiting.isEmpty()
        && decision.batch.outcomes().size() < REQUESTS
        && decision.bytes < BYTES
        && decision.fits(waiting.element())) {
      waiting.remove();
    }
    var batch = decision.batch;
    if (!batch.calls().isEmpty()) {
      batch.changes().put(row, RecentCalls.encode(batch.calls()));
    }
    return batch;
  }

  /** False when the request's changes do not fit behind those before it. */
  private boolean fits(Request request) {
    try {
      var repeated = request.id().flatMap(this::answered);
      if (repeated.isPresent()) {
        batch.outcomes().add(new Outcome.Done(request.answer(), repeated.get()));
        return true;
      }
      return add(request, request.decide().apply(view));
    } catch (S3Exception refusal) {
      batch.outcomes().add(new Outcome.Refused(request.answer(), refusal));
    } catch (RuntimeException fault) {
      LOG.error("cannot decide a change of the index", fault);
      batch.outcomes().add(new Outcome.Refused(request.answer(), fault));
    }
    return true;
  }

  private Optional<IndexReply> answered(CallId id) {
    return Optional.ofNullable(batch.calls().get(id))
        .or(() -> recent.answer(id))
        .map(IndexCodec::decodeReply);
  }

  private boolean add(Request request, Decision<IndexReply> decision) {
    var changes = decision.changes();
    // What changes nothing can as well be decided again.
    var call =
        changes.isEmpty()
            ? Optional.<byte[]>empty()
            : request.id().map(id -> IndexCodec.encode(decision.result()));
    var added = changes.bytes() + call.map(RecentCalls::rowBytes).orElse(0);
    var room = ReplicatedLog.ENTRY_BYTES_MAX - ENTRY_OVERHEAD_BYTES;
    if (added > room) {
      throw new S3Exception(S3Error.InvalidRequest, "The change is too large to be made at once.");
    }
    if (bytes + added > room) {
      return false;
    }
    bytes += added;
    pending.add(changes);
    batch.changes().addAll(changes);
    call.ifPresent(answer -> batch.calls().put(request.id().orElseThrow(), answer));
    batch.outcomes().add(new Outcome.Done(request.answer(), decision.result()));
    return true;
  }
}
