package coffer.node.index.decision;

import static coffer.node.index.decision.MapView.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.checksum.RunningChecksum;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects.Rename;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.Samples;
import coffer.node.index.row.CorruptRowException;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObjectDecisionsTest {
  private static final Bucket BUCKET = Samples.bucket("b--zone1-az1--x-s3", 1);
  private static final Instant NOW = Samples.NOW;
  private static final WriteCondition ALWAYS = WriteCondition.NONE;

  private final MapView view = new MapView();

  @BeforeEach
  void makeBucket() {
    view.apply(BucketDecisions.create(view, BUCKET));
  }

  private void put(String key, String etag, Extent... extents) {
    put(key, etag, ALWAYS, extents);
  }

  private void put(String key, String etag, WriteCondition condition, Extent... extents) {
    view.apply(
        ObjectDecisions.put(view, BUCKET, Samples.object(key, etag, extents), condition, NOW));
  }

  private ObjectRecord find(String key) {
    return ObjectDecisions.find(view, BUCKET, key).orElseThrow();
  }

  @Test
  void whatIsPutIsFound() {
    put("k", "e", Samples.extent(1, 11, 3, Samples.inline("abc")));
    assertEquals(Samples.info("k", 3, "e"), find("k").info());
    assertEquals(Samples.id(11), find("k").extents().getFirst().streamId());
    assertSealedAsItWas(find("k").extents().getFirst());
    assertEquals(Optional.empty(), ObjectDecisions.find(view, BUCKET, "K"));
  }

  @Test
  void whatIsToldOfAnObjectNeedsItsExtentsOnlyWhereTheyAreParts() {
    put("k", "e", Samples.extent(1, 11, 3, Samples.inline("abc")));
    var told = ObjectDecisions.info(view, BUCKET, "k").orElseThrow();
    assertEquals(find("k").info(), told.info());
    assertEquals(List.of(), told.extents());
    put(
        "parts",
        "e",
        Samples.extent(1, 12, 3, Samples.run(21)),
        Samples.extent(2, 13, 3, Samples.run(22)));
    var parted = ObjectDecisions.info(view, BUCKET, "parts").orElseThrow();
    assertEquals(2, parted.info().parts().size());
    assertEquals(find("parts").info(), parted.info());
    assertEquals(Optional.empty(), ObjectDecisions.info(view, BUCKET, "K"));
  }

  private static void assertSealedAsItWas(Extent extent) {
    var key = extent.sealedKey();
    assertEquals(Samples.SEALED.purpose(), key.purpose());
    assertEquals(Samples.SEALED.keyArn(), key.keyArn());
    assertEquals(Samples.SEALED.context(), key.context());
    assertArrayEquals(Samples.SEALED.blob(), key.blob());
  }

  @Test
  void anObjectWithoutBytesNeedsNoExtent() {
    put("k", "e");
    assertEquals(0, find("k").extents().size());
    assertTrue(view.apply(ObjectDecisions.delete(view, BUCKET, "k", ALWAYS, NOW)));
  }

  @Test
  void whatIsReplacedOrDeletedBecomesGarbageOnce() {
    put("k", "e1", Samples.extent(1, 11, 3, Samples.run(21)));
    put("k", "e2", Samples.extent(1, 12, 3, Samples.run(22)));
    assertEquals(List.of(21), view.garbage());
    assertTrue(view.apply(ObjectDecisions.delete(view, BUCKET, "k", ALWAYS, NOW)));
    assertFalse(view.apply(ObjectDecisions.delete(view, BUCKET, "k", ALWAYS, NOW)));
    assertEquals(List.of(21, 22), view.garbage());
    assertEquals(0, view.count(RowKeys.EXTENT));
    view.apply(GarbageDecisions.collected(view, List.of(Samples.id(21), Samples.id(99))));
    assertEquals(List.of(22), view.garbage());
    view.apply(GarbageDecisions.collected(view, List.of(Samples.id(22))));
    assertEquals(0, view.count(RowKeys.GARBAGE) + view.count(RowKeys.GARBAGE_RUN));
  }

  @Test
  void aRepeatedPutOfTheSameStreamChangesNothing() {
    put("k", "e1", Samples.ifNoneMatchAny(), Samples.extent(1, 11, 3, Samples.run(21)));
    put("k", "e1", Samples.ifNoneMatchAny(), Samples.extent(1, 11, 3, Samples.run(21)));
    assertEquals(List.of(), view.garbage());
    assertEquals(1, find("k").extents().size());
  }

  @Test
  void conditionsAreAskedOfTheObjectThatIsThere() {
    put("k", "e1", Samples.extent(1, 11, 3, Samples.run(21)));
    assertRefused(
        S3Error.PreconditionFailed,
        () -> put("k", "e2", Samples.ifNoneMatchAny(), Samples.extent(1, 12, 1, Samples.run(2))));
    assertRefused(S3Error.NoSuchKey, () -> put("other", "e2", Samples.ifMatch("e1")));
    assertRefused(
        S3Error.PreconditionFailed,
        () -> ObjectDecisions.delete(view, BUCKET, "k", Samples.ifMatch("e9"), NOW));
    assertRefused(
        S3Error.NoSuchKey,
        () -> ObjectDecisions.delete(view, BUCKET, "none", Samples.ifMatch("e9"), NOW));
    assertEquals("e1", find("k").info().etag());
  }

  @Test
  void everyCallAsksForTheBucketOfThatId() {
    var other = Samples.bucket(BUCKET.name(), 2);
    assertRefused(S3Error.NoSuchBucket, () -> ObjectDecisions.find(view, other, "k"));
    assertRefused(
        S3Error.NoSuchBucket, () -> ObjectDecisions.delete(view, other, "k", ALWAYS, NOW));
    assertRefused(
        S3Error.NoSuchBucket,
        () -> ObjectDecisions.put(view, other, Samples.object("k", "e"), ALWAYS, NOW));
  }

  @Test
  void damageIsSeen() {
    put("k", "e", Samples.extent(1, 11, 3, Samples.run(21)));
    view.apply(
        BucketDecisions.done(
            new RowChanges().delete(RowKeys.extent(BUCKET.id(), Samples.id(11), 1))));
    assertThrows(CorruptRowException.class, () -> find("k"));
  }

  private ObjectRecord append(long offset, int stream, String text) {
    return append(offset, stream, text, ChecksumAlgorithm.CRC32C);
  }

  private ObjectRecord append(long offset, int stream, String text, ChecksumAlgorithm algorithm) {
    var checksum = Optional.of(checksum(algorithm, text));
    var extent = Samples.extent(1, stream, text.length(), Samples.inline(text), checksum);
    var plain = Samples.info("log", text.length(), "e" + stream);
    var info =
        new ObjectInfo(
            plain.key(),
            plain.size(),
            plain.etag(),
            plain.lastModified(),
            Map.of("content-type", "append/" + stream),
            plain.encryption(),
            checksum,
            List.of(new ObjectInfo.PartInfo(1, text.length(), checksum)));
    var draft = new ObjectRecord(info, List.of(extent));
    return view.apply(ObjectDecisions.append(view, BUCKET, draft, offset, ALWAYS, NOW));
  }

  static Checksum checksum(ChecksumAlgorithm algorithm, String text) {
    var running = RunningChecksum.of(algorithm);
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    running.update(bytes, 0, bytes.length);
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, running.finishBase64());
  }

  @Test
  void appendsGoBehindEachOther() {
    assertRefused(S3Error.InvalidWriteOffset, () -> append(1, 1, "x"));
    append(0, 1, "abc");
    assertRefused(S3Error.InvalidWriteOffset, () -> append(0, 2, "x"));
    assertRefused(S3Error.InvalidWriteOffset, () -> append(2, 2, "x"));
    var told = append(3, 2, "de").info();
    assertEquals(5, told.size());
    assertEquals("e2", told.etag());
    append(5, 3, "f");
    var found = find("log");
    assertEquals(6, found.info().size());
    assertEquals(Map.of("content-type", "append/1"), found.info().headers());
    assertEquals(
        Optional.of(checksum(ChecksumAlgorithm.CRC32C, "abcdef")), found.info().checksum());
    assertEquals(
        List.of(1, 2, 3), found.info().parts().stream().map(ObjectInfo.PartInfo::number).toList());
    assertEquals(3, found.extents().size());
    assertEquals(List.of(), view.garbage());
  }

  @Test
  void hashesDoNotCombineButCompose() {
    append(0, 1, "abc", ChecksumAlgorithm.SHA256);
    append(3, 2, "de", ChecksumAlgorithm.SHA256);
    var composed =
        ChecksumMath.composite(
            ChecksumAlgorithm.SHA256,
            List.of(
                checksum(ChecksumAlgorithm.SHA256, "abc").value(),
                checksum(ChecksumAlgorithm.SHA256, "de").value()));
    assertEquals(
        Optional.of(new Checksum(ChecksumAlgorithm.SHA256, Checksum.Type.COMPOSITE, composed)),
        find("log").info().checksum());
    assertRefused(S3Error.InvalidRequest, () -> append(5, 3, "x", ChecksumAlgorithm.CRC32));
  }

  @Test
  void appendsKeepTheEncryption() {
    append(0, 1, "abc");
    var plain = Samples.info("log", 1, "e");
    var info =
        new ObjectInfo(
            "log",
            1,
            "e",
            NOW,
            Map.of(),
            ObjectEncryption.kms("arn:k", true),
            plain.checksum(),
            List.of());
    var draft = new ObjectRecord(info, List.of(Samples.extent(1, 9, 1, Samples.inline("x"))));
    assertRefused(
        S3Error.EncryptionTypeMismatch,
        () -> ObjectDecisions.append(view, BUCKET, draft, 3, ALWAYS, NOW));
  }

  @Test
  void anObjectHasAtMostTenThousandParts() {
    var row =
        new ObjectRow(
            Samples.info("log", 3, "e"), Samples.id(5), 10_000, 10_000, true, Optional.empty());
    view.apply(
        BucketDecisions.done(
            new RowChanges().put(RowKeys.object(BUCKET.id(), "log"), row.encode())));
    assertRefused(S3Error.TooManyParts, () -> append(3, 2, "x"));
  }

  private void rename(String from, String to, String token) {
    rename(from, to, token, ALWAYS, ALWAYS, NOW);
  }

  private void rename(
      String from,
      String to,
      String token,
      WriteCondition source,
      WriteCondition target,
      Instant now) {
    view.apply(
        RenameDecision.rename(
            view, new Rename(BUCKET, from, to, source, target, Optional.of(token)), now));
  }

  @Test
  void renameMovesTheObjectAndDropsWhatItReplaces() {
    put("a", "e1", Samples.extent(1, 11, 3, Samples.run(21)));
    put("b", "e2", Samples.extent(1, 12, 3, Samples.run(22)));
    rename("a", "b", "t");
    assertEquals("e1", find("b").info().etag());
    assertEquals(Samples.id(11), find("b").extents().getFirst().streamId());
    assertEquals(Optional.empty(), ObjectDecisions.find(view, BUCKET, "a"));
    assertEquals(List.of(22), view.garbage());
  }

  @Test
  void renameToItselfKeepsTheObject() {
    put("a", "e1", Samples.extent(1, 11, 3, Samples.run(21)));
    rename("a", "a", "t");
    assertEquals("e1", find("a").info().etag());
    assertEquals(List.of(), view.garbage());
  }

  @Test
  void renameAsksItsConditions() {
    put("a", "e1");
    put("b", "e2");
    assertRefused(S3Error.NoSuchKey, () -> rename("none", "b", "t"));
    assertRefused(
        S3Error.PreconditionFailed,
        () -> rename("a", "b", "t", ALWAYS, Samples.ifNoneMatchAny(), NOW));
    assertRefused(
        S3Error.PreconditionFailed,
        () -> rename("a", "b", "t", Samples.ifMatch("e2"), ALWAYS, NOW));
    assertEquals("e1", find("a").info().etag());
  }

  @Test
  void aRenamesTokenIsRememberedForAWhile() {
    put("a", "e1");
    rename("a", "b", "t");
    rename("a", "b", "t");
    assertRefused(S3Error.IdempotencyParameterMismatch, () -> rename("a", "c", "t"));
    var later = NOW.plus(Duration.ofMinutes(15));
    assertRefused(S3Error.NoSuchKey, () -> rename("a", "b", "t", ALWAYS, ALWAYS, later));
    rename("b", "a", "t", ALWAYS, ALWAYS, later);
    view.apply(GarbageDecisions.expired(view, later, 100));
    assertEquals(1, view.count(RowKeys.TOKEN), "the token was used again since");
    view.apply(GarbageDecisions.expired(view, later.plus(Duration.ofMinutes(15)), 100));
    assertEquals(0, view.count(RowKeys.TOKEN) + view.count(RowKeys.EXPIRY));
  }
}
