package coffer.node.index.decision;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.row.BucketCodec;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is decided about buckets. Pure. */
final class BucketDecisions {
  private static final long ABORTED_BYTES_MAX = 2L << 20;

  private BucketDecisions() {}

  static Optional<Bucket> find(IndexView view, String name) {
    return view.get(RowKeys.bucket(name)).map(row -> BucketCodec.decode(name, row));
  }

  /** Fails with NoSuchBucket when the bucket of that id is gone. */
  static void require(IndexView view, Bucket bucket) {
    var present = view.get(RowKeys.bucket(bucket.name())).map(BucketCodec::id);
    if (!present.equals(Optional.of(bucket.id()))) {
      throw new S3Exception(S3Error.NoSuchBucket);
    }
  }

  static Decision<Optional<Bucket>> create(IndexView view, Bucket bucket) {
    var present = find(view, bucket.name());
    return present.isPresent()
        ? Decision.unchanged(present)
        : new Decision<>(store(bucket), Optional.empty());
  }

  static Decision<Optional<Bucket>> replace(IndexView view, Bucket changed) {
    require(view, changed);
    var present = find(view, changed.name()).orElseThrow();
    if (present.version() != changed.version()) {
      return Decision.unchanged(Optional.empty());
    }
    var next = changed.withVersion(changed.version() + 1);
    return new Decision<>(store(next), Optional.of(next));
  }

  /**
   * Uploads in progress keep a directory bucket, and go with a general purpose one, see the AWS
   * page of DeleteBucket; more of them than one entry of the log should hold keep it too.
   */
  static Decision<Void> delete(IndexView view, Bucket bucket, Instant now) {
    require(view, bucket);
    if (anyUnder(view, RowKeys.objects(bucket.id()))) {
      throw new S3Exception(S3Error.BucketNotEmpty);
    }
    var changes = new RowChanges().delete(RowKeys.bucket(bucket.name()));
    switch (bucket.kind()) {
      case DIRECTORY -> {
        if (anyUnder(view, RowKeys.uploads(bucket.id()))) {
          throw new S3Exception(S3Error.BucketNotEmpty);
        }
      }
      case GENERAL_PURPOSE -> abortAll(view, bucket, changes, now);
    }
    return done(changes);
  }

  private static void abortAll(IndexView view, Bucket bucket, RowChanges changes, Instant now) {
    var prefix = RowKeys.uploads(bucket.id());
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
        var name = RowKeys.uploadName(cursor.key());
        var key = new String(name.key(), StandardCharsets.UTF_8);
        var group = RowKeys.uploadGroup(key, name.uploadId());
        GarbageDecisions.dropGroup(view, changes, bucket.id(), group, now);
        changes.delete(cursor.key());
        if (changes.bytes() > ABORTED_BYTES_MAX) {
          throw new S3Exception(S3Error.BucketNotEmpty);
        }
      }
    }
  }

  static List<Bucket> list(IndexView view, String account, String after, int limit) {
    var found = new ArrayList<Bucket>();
    var prefix = RowKeys.kind(RowKeys.BUCKET);
    try (var cursor = view.cursor()) {
      cursor.seek(after.isEmpty() ? prefix : RowKeys.join(RowKeys.bucket(after), new byte[1]));
      for (; found.size() < limit && cursor.on(prefix); cursor.next()) {
        var key = cursor.key();
        var name = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
        var bucket = BucketCodec.decode(name, cursor.value());
        if (bucket.account().equals(account)) {
          found.add(bucket);
        }
      }
    }
    return found;
  }

  private static RowChanges store(Bucket bucket) {
    return new RowChanges().put(RowKeys.bucket(bucket.name()), BucketCodec.encode(bucket));
  }

  private static boolean anyUnder(IndexView view, byte[] prefix) {
    try (var cursor = view.cursor()) {
      cursor.seek(prefix);
      return cursor.on(prefix);
    }
  }

  @SuppressWarnings("NullAway") // Void has no other value
  static Decision<Void> done(RowChanges changes) {
    return new Decision<>(changes, null);
  }
}
