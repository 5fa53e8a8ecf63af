package coffer.node.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.ring.KeyRing;
import coffer.kms.ring.KeyRing.Row;
import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexReply;
import coffer.node.index.database.IndexRows;
import coffer.node.index.record.Samples;
import coffer.node.index.row.KeyRingCodec;
import coffer.node.index.row.MemberCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.peer.Member;
import coffer.node.replication.LogPosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which group is asked for what, and what is made of the answers. */
final class ReplicatedIndexTest {
  private static final Member SELF = FakeCluster.member(1);

  @TempDir Path folder;
  private IndexRows rows;
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void open() {
    rows = new IndexRows(folder);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private void store(long index, RowChanges changes) {
    rows.apply(new LogPosition(1, index), changes.encode());
  }

  private static RowChanges member(String node, String zone) {
    var member = new Member(node, zone, "h", 1, "p", Member.State.ACTIVE, "");
    return new RowChanges().put(RowKeys.member(node), MemberCodec.encode(member));
  }

  private ObjectIndex index() {
    IndexCalls calls =
        (group, call, deadline) -> {
          asked.add(group);
          return switch (group) {
            case "zone/zone1-az1" -> buckets("b--zone1-az1--x-s3", "d--zone1-az1--x-s3");
            case "zone/zone2-az1" -> buckets("a--zone2-az1--x-s3", "c--zone2-az1--x-s3");
            default -> CompletableFuture.failedFuture(new S3Exception(S3Error.ServiceUnavailable));
          };
        };
    var groups = new BucketGroups("zone1-az1", Optional.of(new ReplicatedMembers(SELF, rows)));
    return new ReplicatedIndex(calls, Map.of(), groups);
  }

  private static CompletionStage<IndexReply> buckets(String... names) {
    return CompletableFuture.completedStage(
        new IndexReply.Buckets(
            List.of(names).stream().map(name -> Samples.bucket(name, 1)).toList()));
  }

  private static <R> R get(CompletionStage<R> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void directoryBucketsOfAllZonesAreListedInOrderWithoutZonesThatDoNotAnswer() {
    store(1, member("n2", "zone2-az1"));
    store(2, member("n3", "zone3-az1"));
    var names =
        get(index().listBuckets(BucketKind.DIRECTORY, "000000000000", "", 3)).stream()
            .map(Bucket::name)
            .toList();
    assertEquals(List.of("a--zone2-az1--x-s3", "b--zone1-az1--x-s3", "c--zone2-az1--x-s3"), names);
    assertEquals(List.of("zone/zone1-az1", "zone/zone2-az1", "zone/zone3-az1"), asked);
  }

  @Test
  void aZoneThatIsNotThereHasNoBucketsOnceAllMembersAreKnown() {
    var index = index();
    var thrown =
        assertThrows(CompletionException.class, () -> get(index.findBucket("x--zone9-az1--x-s3")));
    assertEquals(
        S3Error.ServiceUnavailable, assertInstanceOf(S3Exception.class, thrown.getCause()).error());
    store(1, member(SELF.nodeId(), SELF.zone()));
    assertEquals(Optional.empty(), get(index().findBucket("x--zone9-az1--x-s3")));
    assertEquals(List.of(), asked);
  }

  @Test
  void aWriterOfTheKeyRingWaitsUntilItsOwnCopyShowsTheWrite() {
    var ring = new ReplicatedKeyRing(rows, true);
    ring.attach(
        (group, call, deadline) -> CompletableFuture.completedStage(new IndexReply.Flag(true)));
    var write =
        ring.write(List.of(new KeyRing.Write("key/1", 0, new byte[] {1}))).toCompletableFuture();
    assertFalse(write.isDone());
    store(
        1,
        new RowChanges()
            .put(
                RowKeys.keyRing("key/1"),
                KeyRingCodec.encode(new Row("key/1", 1, new byte[] {1}))));
    assertTrue(write.join());
    assertEquals(1, ring.read("key/1").orElseThrow().version());
  }

  @Test
  void aRefusedWriterOfTheKeyRingSeesWhatItConflictsWith() {
    var ring = new ReplicatedKeyRing(rows, true);
    ring.attach(
        (group, call, deadline) -> CompletableFuture.completedStage(new IndexReply.Flag(false)));
    var write = ring.write(List.of(new KeyRing.Write("key/1", 0, null))).toCompletableFuture();
    assertFalse(write.isDone());
    store(
        1,
        new RowChanges()
            .put(RowKeys.keyRing("key/1"), KeyRingCodec.encode(new Row("key/1", 1, new byte[1]))));
    assertFalse(write.join());
  }
}
