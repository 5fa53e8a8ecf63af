package coffer.node.index.decision;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.row.CorruptRowException;
import coffer.node.index.row.ExtentCodec;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What is decided about objects. Pure: rows in, changes out; {@code now} dates garbage. */
final class ObjectDecisions {
  /** Parts and appends of one object (API page of PutObject). */
  static final int PARTS_MAX = 10_000;

  private ObjectDecisions() {}

  static Optional<ObjectRow> row(IndexView view, Bucket bucket, String key) {
    return view.get(RowKeys.object(bucket.id(), key)).map(row -> ObjectRow.decode(key, row));
  }

  static Optional<ObjectRecord> find(IndexView view, Bucket bucket, String key) {
    BucketDecisions.require(view, bucket);
    return row(view, bucket, key).map(row -> row.record(extents(view, bucket, row)));
  }

  /** Without extents, unless they are parts that are told of. */
  static Optional<ObjectRecord> info(IndexView view, Bucket bucket, String key) {
    BucketDecisions.require(view, bucket);
    return row(view, bucket, key)
        .map(row -> row.record(row.parted() ? extents(view, bucket, row) : List.of()));
  }

  static List<Extent> extents(IndexView view, Bucket bucket, ObjectRow row) {
    var extents = new ArrayList<Extent>(row.extents());
    forEachExtent(
        view,
        bucket,
        row,
        (key, extent) -> extents.add(ExtentCodec.decode(extent, row.sealedKey())));
    if (extents.size() != row.extents()) {
      throw new CorruptRowException("an object whose extents are not all there");
    }
    return extents;
  }

  /** Gives keys and values; looking a single one up takes a fraction of seeking it. */
  private static void forEachExtent(
      IndexView view, Bucket bucket, ObjectRow row, BiConsumer<byte[], byte[]> seen) {
    if (row.extents() == 1) {
      var key = RowKeys.extent(bucket.id(), row.group(), row.lastNumber());
      view.get(key).ifPresent(extent -> seen.accept(key, extent));
    } else if (row.extents() > 1) {
      var prefix = RowKeys.extents(bucket.id(), row.group());
      try (var cursor = view.cursor()) {
        for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
          seen.accept(cursor.key(), cursor.value());
        }
      }
    }
  }

  static Decision<Void> put(
      IndexView view, Bucket bucket, ObjectRecord record, WriteCondition condition, Instant now) {
    BucketDecisions.require(view, bucket);
    var fresh = ObjectRow.of(record);
    var present = row(view, bucket, record.info().key());
    if (fresh.extents() > 0
        && present.filter(row -> row.group().equals(fresh.group())).isPresent()) {
      // The same streams once more: a repeat of a call whose answer was lost.
      return BucketDecisions.done(new RowChanges());
    }
    Conditions.checkWrite(condition, present.map(ObjectRow::info));
    return BucketDecisions.done(replacing(view, bucket, present, record, fresh, now));
  }

  private static RowChanges replacing(
      IndexView view,
      Bucket bucket,
      Optional<ObjectRow> present,
      ObjectRecord record,
      ObjectRow fresh,
      Instant now) {
    var changes = new RowChanges();
    dropExtents(view, changes, bucket, present, now);
    for (var extent : record.extents()) {
      changes.put(
          RowKeys.extent(bucket.id(), fresh.group(), extent.partNumber()),
          ExtentCodec.encode(extent, fresh.sealedKey()));
    }
    return changes.put(RowKeys.object(bucket.id(), record.info().key()), fresh.encode());
  }

  static void dropExtents(
      IndexView view,
      RowChanges changes,
      Bucket bucket,
      Optional<ObjectRow> replaced,
      Instant now) {
    replaced.ifPresent(
        row ->
            forEachExtent(
                view,
                bucket,
                row,
                (key, extent) -> GarbageDecisions.drop(changes, key, extent, now)));
  }

  static Decision<ObjectRecord> append(
      IndexView view,
      Bucket bucket,
      ObjectRecord draft,
      long offset,
      WriteCondition condition,
      Instant now) {
    BucketDecisions.require(view, bucket);
    var present = row(view, bucket, draft.info().key());
    Conditions.checkWrite(condition, present.map(ObjectRow::info));
    if (present.isEmpty()) {
      if (offset != 0) {
        throw new S3Exception(S3Error.InvalidWriteOffset);
      }
      var fresh = ObjectRow.of(draft);
      return new Decision<>(
          replacing(view, bucket, present, draft, fresh, now), fresh.record(draft.extents()));
    }
    return appendTo(view, bucket, present.get(), draft, offset);
  }

  private static Decision<ObjectRecord> appendTo(
      IndexView view, Bucket bucket, ObjectRow row, ObjectRecord draft, long offset) {
    if (offset != row.info().size()) {
      throw new S3Exception(S3Error.InvalidWriteOffset);
    }
    if (!sameEncryption(row.info().encryption(), draft.info().encryption())) {
      throw new S3Exception(S3Error.EncryptionTypeMismatch);
    }
    if (row.extents() >= PARTS_MAX) {
      throw new S3Exception(S3Error.TooManyParts);
    }
    var added = numbered(draft.extents().getFirst(), row.lastNumber() + 1);
    var group = row.extents() == 0 ? added.streamId() : row.group();
    var sealedKey = row.sealedKey().or(() -> Optional.of(added.sealedKey()));
    var old = row.info();
    var info =
        new ObjectInfo(
            old.key(),
            old.size() + added.plainLength(),
            draft.info().etag(),
            draft.info().lastModified(),
            old.headers(),
            old.encryption(),
            appended(view, bucket, row, added),
            List.of());
    var changed =
        new ObjectRow(info, group, row.extents() + 1, added.partNumber(), true, sealedKey);
    var changes =
        new RowChanges()
            .put(
                RowKeys.extent(bucket.id(), group, added.partNumber()),
                ExtentCodec.encode(added, sealedKey))
            .put(RowKeys.object(bucket.id(), old.key()), changed.encode());
    return new Decision<>(changes, new ObjectRecord(info, List.of(added)));
  }

  private static boolean sameEncryption(ObjectEncryption one, ObjectEncryption other) {
    return one.algorithm() == other.algorithm() && one.kmsKeyArn().equals(other.kmsKeyArn());
  }

  private static Extent numbered(Extent extent, int number) {
    return new Extent(
        number,
        extent.plainLength(),
        extent.streamId(),
        extent.sealedKey(),
        extent.wrappedKey(),
        extent.streamHeader(),
        extent.location(),
        extent.etag(),
        extent.checksum(),
        extent.lastModified());
  }

  /** CRCs of whole objects combine; everything else becomes a checksum of checksums. */
  private static Optional<Checksum> appended(
      IndexView view, Bucket bucket, ObjectRow row, Extent added) {
    var old = row.info();
    if (old.checksum().isEmpty() || added.checksum().isEmpty()) {
      return Optional.empty();
    }
    var before = old.checksum().get();
    var more = added.checksum().get();
    if (before.algorithm() != more.algorithm()) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
              .formatted(
                  before.algorithm().name().toLowerCase(Locale.ROOT),
                  more.algorithm().name().toLowerCase(Locale.ROOT)));
    }
    if (before.type() == Checksum.Type.FULL_OBJECT && before.algorithm().combines()) {
      return Optional.of(
          new Checksum(
              before.algorithm(),
              Checksum.Type.FULL_OBJECT,
              ChecksumMath.combine(
                  before.algorithm(), before.value(), more.value(), added.plainLength())));
    }
    var all = new ArrayList<>(extents(view, bucket, row));
    all.add(added);
    return composite(before.algorithm(), all);
  }

  /** Empty unless every extent has a checksum of the algorithm. */
  static Optional<Checksum> composite(ChecksumAlgorithm algorithm, List<Extent> extents) {
    var values = new ArrayList<String>(extents.size());
    for (var extent : extents) {
      extent
          .checksum()
          .filter(checksum -> checksum.algorithm() == algorithm)
          .ifPresent(checksum -> values.add(checksum.value()));
    }
    return values.size() == extents.size()
        ? Optional.of(
            new Checksum(
                algorithm, Checksum.Type.COMPOSITE, ChecksumMath.composite(algorithm, values)))
        : Optional.empty();
  }

  static Decision<Boolean> delete(
      IndexView view, Bucket bucket, String key, WriteCondition condition, Instant now) {
    BucketDecisions.require(view, bucket);
    var present = row(view, bucket, key);
    Conditions.checkDelete(condition, present.map(ObjectRow::info));
    if (present.isEmpty()) {
      return Decision.unchanged(false);
    }
    var changes = new RowChanges();
    dropExtents(view, changes, bucket, present, now);
    return new Decision<>(changes.delete(RowKeys.object(bucket.id(), key)), true);
  }
}
