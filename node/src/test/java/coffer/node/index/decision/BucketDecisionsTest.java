package coffer.node.index.decision;

import static coffer.node.index.decision.MapView.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.object.WriteCondition;
import coffer.kms.ring.KeyRing.Write;
import coffer.node.index.record.Samples;
import coffer.node.index.row.RowKeys;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BucketDecisionsTest {
  private final MapView view = new MapView();
  private final Bucket bucket = Samples.bucket("b", 1);

  @Test
  void aNameIsTakenOnce() {
    assertEquals(Optional.empty(), view.apply(BucketDecisions.create(view, bucket)));
    var second = Samples.bucket("b", 2);
    assertEquals(Optional.of(bucket), view.apply(BucketDecisions.create(view, second)));
    assertEquals(Optional.of(bucket), BucketDecisions.find(view, "b"));
  }

  @Test
  void aChangeNamesTheVersionItRead() {
    view.apply(BucketDecisions.create(view, bucket));
    var changed = bucket.withPolicy(Optional.of("{}"));
    var stored = view.apply(BucketDecisions.replace(view, changed));
    assertEquals(Optional.of(changed.withVersion(2)), stored);
    assertEquals(Optional.empty(), view.apply(BucketDecisions.replace(view, changed)));
    assertEquals(stored, BucketDecisions.find(view, "b"));
    assertRefused(
        S3Error.NoSuchBucket, () -> BucketDecisions.replace(view, Samples.bucket("b", 9)));
  }

  @Test
  void onlyAnEmptyBucketIsDeleted() {
    view.apply(BucketDecisions.create(view, bucket));
    view.apply(
        ObjectDecisions.put(
            view, bucket, Samples.object("k", "e"), WriteCondition.NONE, Samples.NOW));
    assertRefused(S3Error.BucketNotEmpty, () -> BucketDecisions.delete(view, bucket, Samples.NOW));
    view.apply(ObjectDecisions.delete(view, bucket, "k", WriteCondition.NONE, Samples.NOW));
    assertRefused(
        S3Error.NoSuchBucket,
        () -> BucketDecisions.delete(view, Samples.bucket("b", 2), Samples.NOW));
    view.apply(BucketDecisions.delete(view, bucket, Samples.NOW));
    assertEquals(Optional.empty(), BucketDecisions.find(view, "b"));
  }

  @Test
  void bucketsComeInPagesByName() {
    for (var i = 1; i <= 5; i++) {
      view.apply(BucketDecisions.create(view, Samples.bucket("b" + i, i)));
    }
    assertEquals(List.of("b1", "b2"), names("", 2));
    assertEquals(List.of("b3", "b4"), names("b2", 2));
    assertEquals(List.of("b5"), names("b4", 2));
    assertEquals(List.of(), BucketDecisions.list(view, "111111111111", "", 10));
  }

  private List<String> names(String after, int limit) {
    return BucketDecisions.list(view, "000000000000", after, limit).stream()
        .map(Bucket::name)
        .toList();
  }

  private boolean write(Write... writes) {
    return view.apply(KeyRingDecisions.write(view, List.of(writes)));
  }

  @Test
  void keyRingRowsChangeAllOrNone() {
    var value = new byte[] {1};
    assertTrue(write(new Write("a", 0, value), new Write("b", 0, value)));
    assertFalse(write(new Write("a", 0, value)));
    assertFalse(write(new Write("a", 1, value), new Write("b", 2, value)));
    assertTrue(write(new Write("a", 1, value), new Write("b", 1, null)));
    assertFalse(write(new Write("b", 1, value)));
    assertTrue(write(new Write("a", 2, null)));
    assertEquals(0, view.count(RowKeys.KEY_RING));
    assertThrows(
        IllegalArgumentException.class,
        () -> write(new Write("a", 0, value), new Write("a", 1, null)));
  }
}
