package coffer.node.index.decision;

import coffer.http.object.ObjectInfo;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexCall.RingWrite;
import coffer.node.index.call.IndexReply;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.PositionCodec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out calls over rows. Pure: {@code now} dates garbage and forgets old client tokens. */
public final class CallDecisions {
  private static final IndexReply DONE = new IndexReply.Done();

  private CallDecisions() {}

  /**
   * What the write changes and is answered with; fails with {@link coffer.http.error.S3Exception}
   * when it is refused.
   */
  public static Decision<IndexReply> decide(IndexView view, IndexCall.Write write, Instant now) {
    return switch (write) {
      case IndexCall.CreateBucket(var bucket) ->
          BucketDecisions.create(view, bucket).map(IndexReply.OneBucket::new);
      case IndexCall.ReplaceBucket(var changed) ->
          BucketDecisions.replace(view, changed).map(IndexReply.OneBucket::new);
      case IndexCall.DeleteBucket(var bucket) -> done(BucketDecisions.delete(view, bucket, now));
      case IndexCall.Put(var bucket, var record, var condition) ->
          done(ObjectDecisions.put(view, bucket, record, condition, now));
      case IndexCall.Append(var bucket, var draft, var offset, var condition) ->
          ObjectDecisions.append(view, bucket, draft, offset, condition, now)
              .map(CallDecisions::info);
      case IndexCall.Delete(var bucket, var key, var condition) ->
          ObjectDecisions.delete(view, bucket, key, condition, now).map(IndexReply.Flag::new);
      case IndexCall.Rename(var rename) -> done(RenameDecision.rename(view, rename, now));
      case IndexCall.CreateUpload(var bucket, var upload) ->
          done(UploadDecisions.create(view, bucket, upload));
      case IndexCall.PutPart(var bucket, var key, var uploadId, var part) ->
          done(UploadDecisions.putPart(view, bucket, key, uploadId, part, now));
      case IndexCall.CompleteUpload(var complete, var opaqueEtag, var modified) ->
          CompleteDecision.complete(view, complete, opaqueEtag, modified).map(CallDecisions::info);
      case IndexCall.AbortUpload(var bucket, var key, var uploadId) ->
          done(UploadDecisions.abort(view, bucket, key, uploadId, now));
      case IndexCall.Collected(var runIds) -> done(GarbageDecisions.collected(view, runIds));
      case IndexCall.WriteKeyRing(var writes) ->
          KeyRingDecisions.write(view, ringWrites(writes)).map(IndexReply.Flag::new);
      case IndexCall.Announce(var member) ->
          MemberDecisions.announce(view, member).map(IndexReply.Announced::new);
      case IndexCall.Leave(var nodeId) ->
          MemberDecisions.leave(view, nodeId).map(IndexReply.Flag::new);
      case IndexCall.Remove(var nodeId) ->
          MemberDecisions.remove(view, nodeId).map(IndexReply.Flag::new);
    };
  }

  /**
   * What the read is answered with; fails with {@link coffer.http.error.S3Exception} when it is
   * refused.
   */
  public static IndexReply read(IndexView view, IndexCall.Read read) {
    return switch (read) {
      case IndexCall.FindBucket(var name) ->
          new IndexReply.OneBucket(BucketDecisions.find(view, name));
      case IndexCall.ListBuckets(var account, var after, var limit) ->
          new IndexReply.Buckets(BucketDecisions.list(view, account, after, limit));
      case IndexCall.Find(var bucket, var key, var infoOnly) ->
          new IndexReply.Found(
              infoOnly.orElse(false)
                  ? ObjectDecisions.info(view, bucket, key)
                  : ObjectDecisions.find(view, bucket, key));
      case IndexCall.ListObjects(var query) ->
          new IndexReply.ObjectListing(Listings.objects(view, query));
      case IndexCall.FindUpload(var bucket, var key, var uploadId) ->
          new IndexReply.OneUpload(UploadDecisions.find(view, bucket, key, uploadId));
      case IndexCall.ListParts(var bucket, var upload, var afterNumber, var limit) ->
          new IndexReply.Parts(UploadDecisions.parts(view, bucket, upload, afterNumber, limit));
      case IndexCall.ListUploads(var query) ->
          new IndexReply.UploadListing(Listings.uploads(view, query));
      case IndexCall.OldestGarbage(var limit) ->
          new IndexReply.GarbageRuns(GarbageDecisions.oldest(view, limit));
      case IndexCall.Barrier barrier -> new IndexReply.Applied(PositionCodec.of(view).index());
    };
  }

  /** As {@link #read}; empty when the rows do not hold what the log has up to {@code position}. */
  public static Optional<IndexReply> readIfAt(IndexView view, IndexCall.Read read, long position) {
    return PositionCodec.of(view).index() < position
        ? Optional.empty()
        : Optional.of(read(view, read));
  }

  private static Decision<IndexReply> done(Decision<Void> decision) {
    return new Decision<>(decision.changes(), DONE);
  }

  /** Without parts, of which there may be ten thousand: the answer is kept in a row. */
  private static IndexReply info(ObjectRecord record) {
    var info = record.info();
    return new IndexReply.Info(
        new ObjectInfo(
            info.key(),
            info.size(),
            info.etag(),
            info.lastModified(),
            info.headers(),
            info.encryption(),
            info.checksum(),
            List.of()));
  }

  private static List<coffer.kms.ring.KeyRing.Write> ringWrites(List<RingWrite> writes) {
    return writes.stream()
        .map(
            write ->
                new coffer.kms.ring.KeyRing.Write(
                    write.id(), write.expectedVersion(), write.value().orElse(null)))
        .toList();
  }
}
