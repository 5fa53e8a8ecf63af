package coffer.node.index.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.node.index.call.CallId;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexReply;
import coffer.node.index.decision.CallDecisions;
import coffer.node.index.decision.Decision;
import coffer.node.index.decision.MapView;
import coffer.node.index.group.BatchDecision.Batch;
import coffer.node.index.group.BatchDecision.Outcome;
import coffer.node.index.group.BatchDecision.Request;
import coffer.node.index.record.Samples;
import coffer.node.index.row.RowKeys;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class BatchDecisionTest {
  private static final Bucket BUCKET = Samples.bucket("general", 1);
  private static final CallId ID = new CallId(1, 2);
  private static final byte[] ROW = RowKeys.calls(Samples.NOW, new CallId(3, 4).bytes());

  private final MapView view = new MapView();
  private final RecentCalls recent = new RecentCalls();

  private static Request create(Optional<CallId> id) {
    return new Request(
        id,
        rows -> CallDecisions.decide(rows, new IndexCall.CreateBucket(BUCKET), Samples.NOW),
        new CompletableFuture<>());
  }

  private Batch decide(Request... requests) {
    return BatchDecision.decide(view, new ArrayDeque<>(List.of(requests)), recent, ROW);
  }

  private static IndexReply reply(Batch batch, int number) {
    return assertInstanceOf(Outcome.Done.class, batch.outcomes().get(number)).reply();
  }

  @Test
  void aRepeatGetsTheFirstAnswerInOneBatchAndFromTheRowsLater() {
    var batch = decide(create(Optional.of(ID)), create(Optional.of(ID)));
    assertEquals(new IndexReply.OneBucket(Optional.empty()), reply(batch, 0));
    assertEquals(reply(batch, 0), reply(batch, 1));
    view.apply(new Decision<>(batch.changes(), true));
    recent.load(view, 5);
    assertTrue(recent.known(5));
    var later = decide(create(Optional.of(ID)), create(Optional.of(new CallId(5, 6))));
    assertEquals(reply(batch, 0), reply(later, 0));
    assertEquals(new IndexReply.OneBucket(Optional.of(BUCKET)), reply(later, 1));
    assertTrue(later.changes().isEmpty());
  }

  @Test
  void callsWithoutAnIdLeaveNoRow() {
    view.apply(new Decision<>(decide(create(Optional.empty())).changes(), true));
    assertEquals(0, view.count(RowKeys.CALLS));
    assertEquals(1, view.count(RowKeys.BUCKET));
  }

  @Test
  void oldRowsOfCallsGo() {
    view.apply(new Decision<>(decide(create(Optional.of(ID))).changes(), true));
    assertTrue(RecentCalls.expired(view, Samples.NOW, 10).isEmpty());
    view.apply(new Decision<>(RecentCalls.expired(view, Samples.NOW.plusMillis(1), 10), true));
    assertEquals(0, view.count(RowKeys.CALLS));
  }

  @Test
  void theMemoryOfCallsIsBounded() {
    for (var number = 0; number < RecentCalls.IDS_MAX + 10; number++) {
      recent.add(new CallId(number, 0), new byte[1]);
    }
    assertEquals(RecentCalls.IDS_MAX, recent.size());
    assertEquals(Optional.empty(), recent.answer(new CallId(0, 0)));
    recent.forget();
    for (var number = 0; number < 100; number++) {
      recent.add(new CallId(number, 0), new byte[1 << 20]);
    }
    assertTrue(recent.size() < 65);
  }
}
