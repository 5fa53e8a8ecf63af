package coffer.node.index.decision;

import static coffer.node.index.decision.MapView.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.error.S3Error;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects.EtagRule;
import coffer.http.object.Uploads.Complete;
import coffer.http.object.Uploads.ListedPart;
import coffer.http.object.Uploads.Part;
import coffer.http.object.Uploads.Upload;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.Samples;
import coffer.node.index.record.UploadRecord;
import coffer.node.index.row.RowKeys;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UploadDecisionsTest {
  private static final Bucket BUCKET = Samples.bucket("b", 1);
  private static final Instant NOW = Samples.NOW;
  private static final long BIG = CompleteDecision.PART_BYTES_MIN;

  private final MapView view = new MapView();
  private UploadRecord upload = Samples.upload("k", "u1");

  @BeforeEach
  void begin() {
    view.apply(BucketDecisions.create(view, BUCKET));
    view.apply(UploadDecisions.create(view, BUCKET, upload));
  }

  private void begin(EtagRule rule, Optional<Checksum> like) {
    upload = Samples.upload("k", "u2", rule, like);
    view.apply(UploadDecisions.create(view, BUCKET, upload));
  }

  private void part(int number, int stream, long size) {
    part(Samples.extent(number, stream, size, Samples.run(stream)));
  }

  private void part(Extent extent) {
    view.apply(UploadDecisions.putPart(view, BUCKET, "k", upload.upload().uploadId(), extent, NOW));
  }

  private static ListedPart listed(int number, int stream) {
    return new ListedPart(number, "%032x".formatted(1000 + stream), Optional.empty());
  }

  private Complete complete(boolean consecutive, ListedPart... parts) {
    return complete(consecutive, Optional.empty(), OptionalLong.empty(), parts);
  }

  private Complete complete(
      boolean consecutive, Optional<Checksum> checksum, OptionalLong size, ListedPart... parts) {
    return new Complete(
        BUCKET, upload.upload(), List.of(parts), checksum, size, WriteCondition.NONE, consecutive);
  }

  private ObjectRecord make(Complete complete) {
    return view.apply(CompleteDecision.complete(view, complete, "opaque", NOW));
  }

  private void refused(S3Error error, Complete complete) {
    assertRefused(error, () -> CompleteDecision.complete(view, complete, "opaque", NOW));
  }

  @Test
  void thePartsBecomeTheObject() {
    view.apply(
        ObjectDecisions.put(
            view,
            BUCKET,
            Samples.object("k", "old", Samples.extent(1, 99, 3, Samples.run(99))),
            WriteCondition.NONE,
            NOW));
    part(1, 11, BIG);
    part(2, 12, BIG);
    part(3, 13, 5);
    part(9, 19, 5);
    var made = make(complete(true, listed(1, 11), listed(2, 12), listed(3, 13)));
    var found = ObjectDecisions.find(view, BUCKET, "k").orElseThrow();
    assertEquals(made.info(), found.info());
    assertEquals("opaque", found.info().etag());
    assertEquals(2 * BIG + 5, found.info().size());
    assertEquals(
        List.of(1, 2, 3), found.info().parts().stream().map(ObjectInfo.PartInfo::number).toList());
    assertEquals(List.of(19, 99), view.garbage());
    assertEquals(Optional.empty(), view.get(RowKeys.upload(BUCKET.id(), "k", "u1")));
    view.apply(ObjectDecisions.delete(view, BUCKET, "k", WriteCondition.NONE, NOW));
    assertEquals(List.of(11, 12, 13, 19, 99), view.garbage());
    assertEquals(0, view.count(RowKeys.EXTENT));
  }

  @Test
  void aRepeatIsAnsweredTheSameForAWhile() {
    part(1, 11, 5);
    var call = complete(true, listed(1, 11));
    var made = make(call);
    assertEquals(made.info().etag(), make(call).info().etag());
    assertEquals(List.of(), view.garbage());
    var later = NOW.plus(Duration.ofMinutes(15));
    assertRefused(
        S3Error.NoSuchUpload, () -> CompleteDecision.complete(view, call, "opaque", later));
    view.apply(GarbageDecisions.expired(view, later, 10));
    assertEquals(0, view.count(RowKeys.COMPLETED));
  }

  @Test
  void wrongListsAreRefused() {
    part(1, 11, BIG);
    part(2, 12, 4);
    part(3, 13, 5);
    refused(S3Error.MalformedXML, complete(false));
    refused(S3Error.InvalidPartOrder, complete(false, listed(2, 12), listed(1, 11)));
    refused(S3Error.InvalidPartOrder, complete(false, listed(1, 11), listed(1, 11)));
    refused(S3Error.InvalidPartOrder, complete(true, listed(1, 11), listed(3, 13)));
    refused(S3Error.InvalidPartOrder, complete(true, listed(2, 12)));
    refused(S3Error.InvalidPart, complete(false, listed(1, 12)));
    refused(S3Error.InvalidPart, complete(false, listed(1, 11), listed(4, 14)));
    refused(S3Error.EntityTooSmall, complete(false, listed(2, 12), listed(3, 13)));
    refused(
        S3Error.InvalidRequest,
        complete(false, Optional.empty(), OptionalLong.of(1), listed(1, 11)));
    refused(
        S3Error.PreconditionFailed,
        new Complete(
            BUCKET,
            conflicting(),
            List.of(listed(1, 11)),
            Optional.empty(),
            OptionalLong.empty(),
            Samples.ifNoneMatchAny(),
            false));
    assertEquals(BIG + 5, make(complete(false, listed(1, 11), listed(3, 13))).info().size());
  }

  private Upload conflicting() {
    view.apply(
        ObjectDecisions.put(view, BUCKET, Samples.object("k", "there"), WriteCondition.NONE, NOW));
    return upload.upload();
  }

  @Test
  void theEtagOfMd5sIsTheirMd5() throws Exception {
    begin(EtagRule.MD5, Optional.empty());
    part(1, 11, BIG);
    part(2, 12, 1);
    var raw = HexFormat.of().parseHex(listed(1, 11).etag() + listed(2, 12).etag());
    var md5 = MessageDigest.getInstance("MD5").digest(raw);
    assertEquals(
        HexFormat.of().formatHex(md5) + "-2",
        make(complete(true, listed(1, 11), listed(2, 12))).info().etag());
  }

  @Test
  void checksumsCombineOrCompose() {
    var text = Stream.of("a".repeat((int) BIG), "bc").toList();
    for (var type : Checksum.Type.values()) {
      var algorithm = ChecksumAlgorithm.CRC32;
      var sums = text.stream().map(each -> ObjectDecisionsTest.checksum(algorithm, each)).toList();
      begin(EtagRule.OPAQUE, Optional.of(new Checksum(algorithm, type, "")));
      part(Samples.extent(1, 11, BIG, Samples.run(11), Optional.of(sums.get(0))));
      part(Samples.extent(2, 12, 2, Samples.run(12), Optional.of(sums.get(1))));
      var expected =
          switch (type) {
            case FULL_OBJECT ->
                ObjectDecisionsTest.checksum(algorithm, text.get(0) + text.get(1)).value();
            case COMPOSITE ->
                ChecksumMath.composite(
                    algorithm, List.of(sums.get(0).value(), sums.get(1).value()));
          };
      var whole = new Checksum(algorithm, type, expected);
      var wrong = new Checksum(algorithm, type, sums.get(0).value());
      var parts = new ListedPart[] {listed(1, 11), listed(2, 12)};
      refused(S3Error.BadDigest, complete(true, Optional.of(wrong), OptionalLong.empty(), parts));
      refused(
          S3Error.InvalidPart,
          complete(
              true, listed(1, 11), new ListedPart(2, listed(2, 12).etag(), Optional.of(wrong))));
      var bare = new Checksum(algorithm, type, expected.split("-")[0]);
      var made = make(complete(true, Optional.of(bare), OptionalLong.of(BIG + 2), parts));
      assertEquals(Optional.of(whole), made.info().checksum());
      view.apply(ObjectDecisions.delete(view, BUCKET, "k", WriteCondition.NONE, NOW));
    }
  }

  @Test
  void aPartReplacesItsPredecessorAndARepeatDoesNot() {
    part(1, 11, 5);
    part(1, 12, 6);
    assertEquals(List.of(11), view.garbage());
    part(1, 12, 6);
    assertEquals(List.of(11), view.garbage());
    assertEquals(
        List.of(6L),
        UploadDecisions.parts(view, BUCKET, upload.upload(), 0, 10).stream()
            .map(Part::size)
            .toList());
  }

  @Test
  void partsComeInPages() {
    for (var number = 1; number <= 5; number++) {
      part(number, number, number);
    }
    assertEquals(List.of(1, 2, 3), numbers(0, 2));
    assertEquals(List.of(3, 4, 5), numbers(2, 2));
    assertEquals(List.of(5), numbers(4, 2));
    assertEquals(List.of(), numbers(5, 2));
  }

  private List<Integer> numbers(int after, int limit) {
    return UploadDecisions.parts(view, BUCKET, upload.upload(), after, limit).stream()
        .map(Part::number)
        .toList();
  }

  @Test
  void abortDropsTheParts() {
    part(1, 11, 5);
    part(2, 12, 5);
    view.apply(UploadDecisions.abort(view, BUCKET, "k", "u1", NOW));
    assertEquals(List.of(11, 12), view.garbage());
    assertRefused(S3Error.NoSuchUpload, () -> UploadDecisions.abort(view, BUCKET, "k", "u1", NOW));
    assertRefused(S3Error.NoSuchUpload, () -> part(3, 13, 5));
    assertRefused(S3Error.NoSuchUpload, () -> numbers(0, 1));
    refused(S3Error.NoSuchUpload, complete(true, listed(1, 11)));
  }

  @Test
  void aDirectoryBucketWithAnUploadIsNotEmpty() {
    var directory = Samples.bucket("d--zone1-az1--x-s3", 2);
    view.apply(BucketDecisions.create(view, directory));
    view.apply(UploadDecisions.create(view, directory, upload));
    assertRefused(S3Error.BucketNotEmpty, () -> BucketDecisions.delete(view, directory, NOW));
    view.apply(UploadDecisions.abort(view, directory, "k", "u1", NOW));
    view.apply(BucketDecisions.delete(view, directory, NOW));
    assertRefused(S3Error.NoSuchBucket, () -> BucketDecisions.delete(view, directory, NOW));
  }

  @Test
  void aGeneralPurposeBucketGoesWithItsUploads() {
    part(1, 11, 5);
    part(2, 12, 5);
    view.apply(BucketDecisions.delete(view, BUCKET, NOW));
    assertEquals(List.of(11, 12), view.garbage());
    assertEquals(Optional.empty(), view.get(RowKeys.upload(BUCKET.id(), "k", "u1")));
    assertRefused(S3Error.NoSuchBucket, () -> BucketDecisions.delete(view, BUCKET, NOW));
  }
}
