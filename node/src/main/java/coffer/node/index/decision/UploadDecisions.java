package coffer.node.index.decision;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Uploads;
import coffer.kms.envelope.SealedKey;
import coffer.node.index.record.Extent;
import coffer.node.index.record.UploadRecord;
import coffer.node.index.row.ExtentCodec;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.index.row.UploadCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is decided about uploads in progress and their parts. Pure. */
final class UploadDecisions {
  private UploadDecisions() {}

  static Optional<UploadRecord> find(IndexView view, Bucket bucket, String key, String uploadId) {
    BucketDecisions.require(view, bucket);
    return view.get(RowKeys.upload(bucket.id(), key, uploadId))
        .map(row -> UploadCodec.decode(key, uploadId, row));
  }

  private static UploadRecord require(IndexView view, Bucket bucket, String key, String uploadId) {
    return find(view, bucket, key, uploadId)
        .orElseThrow(() -> new S3Exception(S3Error.NoSuchUpload));
  }

  static Decision<Void> create(IndexView view, Bucket bucket, UploadRecord record) {
    BucketDecisions.require(view, bucket);
    var upload = record.upload();
    return BucketDecisions.done(
        new RowChanges()
            .put(
                RowKeys.upload(bucket.id(), upload.key(), upload.uploadId()),
                UploadCodec.encode(record)));
  }

  static Decision<Void> putPart(
      IndexView view, Bucket bucket, String key, String uploadId, Extent part, Instant now) {
    var upload = require(view, bucket, key, uploadId);
    var group = RowKeys.uploadGroup(key, uploadId);
    var row = RowKeys.extent(bucket.id(), group, part.partNumber());
    var changes = new RowChanges();
    var replaced = view.get(row);
    if (replaced.isPresent()) {
      var old = decodePart(upload, replaced.get());
      if (old.streamId().equals(part.streamId())) {
        // A repeat of a call whose answer was lost.
        return BucketDecisions.done(changes);
      }
      GarbageDecisions.drop(changes, row, replaced.get(), now);
    }
    changes.put(row, ExtentCodec.encode(part, Optional.of(upload.sealedKey())));
    return BucketDecisions.done(changes);
  }

  static Extent decodePart(UploadRecord upload, byte[] row) {
    return ExtentCodec.decode(row, Optional.<SealedKey>of(upload.sealedKey()));
  }

  static Decision<Void> abort(
      IndexView view, Bucket bucket, String key, String uploadId, Instant now) {
    require(view, bucket, key, uploadId);
    var changes = new RowChanges();
    var group = RowKeys.uploadGroup(key, uploadId);
    GarbageDecisions.dropGroup(view, changes, bucket.id(), group, now);
    return BucketDecisions.done(changes.delete(RowKeys.upload(bucket.id(), key, uploadId)));
  }

  /** Up to one more than {@code limit}. */
  static List<Uploads.Part> parts(
      IndexView view, Bucket bucket, Uploads.Upload upload, int afterNumber, int limit) {
    var record = require(view, bucket, upload.key(), upload.uploadId());
    var group = RowKeys.uploadGroup(upload.key(), upload.uploadId());
    var prefix = RowKeys.extents(bucket.id(), group);
    var parts = new ArrayList<Uploads.Part>();
    try (var cursor = view.cursor()) {
      cursor.seek(RowKeys.extent(bucket.id(), group, Math.max(afterNumber, 0) + 1));
      for (; parts.size() <= limit && cursor.on(prefix); cursor.next()) {
        var part = decodePart(record, cursor.value());
        parts.add(
            new Uploads.Part(
                part.partNumber(),
                part.plainLength(),
                part.etag(),
                part.lastModified(),
                part.checksum()));
      }
    }
    return parts;
  }
}
