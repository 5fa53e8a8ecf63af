package coffer.node.index.decision;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Objects.Rename;
import coffer.http.object.WriteCondition;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.index.row.RowWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/**
 * RenameObject: moves the object's row; its extents, their keys and their bindings stay. A client
 * token is remembered with a digest of the parameters.
 *
 * <p>Token rows: expiry, SHA-256 of the parameters (32 bytes).
 */
final class RenameDecision {
  /** How long a repeat is recognised. */
  static final Duration REMEMBERED = Duration.ofMinutes(15);

  private static final int DIGEST_VERSION = 1;
  private static final int DIGEST_BYTES = 32;

  private RenameDecision() {}

  static Decision<Void> rename(IndexView view, Rename rename, Instant now) {
    var bucket = rename.bucket();
    BucketDecisions.require(view, bucket);
    if (isRepeat(view, rename, now)) {
      return BucketDecisions.done(new RowChanges());
    }
    var source =
        ObjectDecisions.row(view, bucket, rename.sourceKey())
            .orElseThrow(() -> new S3Exception(S3Error.NoSuchKey));
    Conditions.checkSource(rename.sourceCondition(), source.info());
    var target = ObjectDecisions.row(view, bucket, rename.key());
    Conditions.checkDestination(rename.condition(), target.map(ObjectRow::info));
    var changes = new RowChanges();
    if (!rename.sourceKey().equals(rename.key())) {
      ObjectDecisions.dropExtents(view, changes, bucket, target, now);
      changes.delete(RowKeys.object(bucket.id(), rename.sourceKey()));
      changes.put(RowKeys.object(bucket.id(), rename.key()), source.encode());
    }
    rename.clientToken().ifPresent(token -> remember(changes, rename, token, now));
    return BucketDecisions.done(changes);
  }

  private static boolean isRepeat(IndexView view, Rename rename, Instant now) {
    var remembered =
        rename.clientToken().flatMap(token -> view.get(RowKeys.token(rename.bucket().id(), token)));
    if (remembered.isEmpty()) {
      return false;
    }
    var row = remembered.get();
    if (!GarbageDecisions.expiry(row).isAfter(now)) {
      return false;
    }
    var known = GarbageDecisions.readExpiring(row).raw(DIGEST_BYTES);
    if (!MessageDigest.isEqual(known, digest(rename))) {
      throw new S3Exception(S3Error.IdempotencyParameterMismatch);
    }
    return true;
  }

  private static void remember(RowChanges changes, Rename rename, String token, Instant now) {
    var until = now.plus(REMEMBERED);
    var row = GarbageDecisions.expiring(until).raw(digest(rename)).toBytes();
    GarbageDecisions.putUntil(changes, until, RowKeys.token(rename.bucket().id(), token), row);
  }

  private static byte[] digest(Rename rename) {
    var writer = new RowWriter(DIGEST_VERSION, 256).string(rename.sourceKey()).string(rename.key());
    write(writer, rename.sourceCondition());
    write(writer, rename.condition());
    try {
      return MessageDigest.getInstance("SHA-256").digest(writer.toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(RowWriter writer, WriteCondition condition) {
    writer.optional(condition.ifMatch(), writer::string).flag(condition.ifNoneMatchAny());
    writer.flag(condition.ifSize().isPresent());
    condition.ifSize().ifPresent(writer::long64);
    writer.optional(condition.ifLastModified(), writer::instant);
    writer.optional(condition.ifNoneMatch(), writer::string);
    writer.optional(condition.ifModifiedSince(), writer::instant);
    writer.optional(condition.ifUnmodifiedSince(), writer::instant);
  }
}
