package coffer.node.index.call;

import coffer.http.bucket.Bucket;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import coffer.node.peer.Member;
import coffer.node.replication.VoterTerm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What can be asked of a group's leader, from any node. Each is carried out by {@code
 * CallDecisions}; {@link IndexCodec} gives the bytes. Most are methods of {@code ObjectIndex}.
 */
public sealed interface IndexCall {

  /** Changes rows; carried out once, however often it is sent with the same {@link CallId}. */
  sealed interface Write extends IndexCall {}

  /** Sees every change that was completed before it was asked. */
  sealed interface Read extends IndexCall {
    /** Whether it reads a few rows whose keys it knows, however much there is. */
    default boolean point() {
      return switch (this) {
        case FindBucket find -> true;
        case Find find -> true;
        case FindUpload find -> true;
        case Barrier barrier -> true;
        case ListBuckets list -> false;
        case ListObjects list -> false;
        case ListParts list -> false;
        case ListUploads list -> false;
        case OldestGarbage list -> false;
      };
    }
  }

  record CreateBucket(Bucket bucket) implements Write {}

  record ReplaceBucket(Bucket changed) implements Write {}

  record DeleteBucket(Bucket bucket) implements Write {}

  record Put(Bucket bucket, ObjectRecord record, WriteCondition condition) implements Write {}

  record Append(Bucket bucket, ObjectRecord draft, long offset, WriteCondition condition)
      implements Write {}

  record Delete(Bucket bucket, String key, WriteCondition condition) implements Write {}

  record Rename(Objects.Rename rename) implements Write {}

  record CreateUpload(Bucket bucket, UploadRecord upload) implements Write {}

  record PutPart(Bucket bucket, String key, String uploadId, Extent part) implements Write {}

  record CompleteUpload(Uploads.Complete complete, String opaqueEtag, Instant now)
      implements Write {}

  record AbortUpload(Bucket bucket, String key, String uploadId) implements Write {}

  record Collected(List<String> runIds) implements Write {}

  /** Writes of the key ring, in the region's group: all or none. */
  record WriteKeyRing(List<RingWrite> writes) implements Write {}

  /** As {@link coffer.kms.ring.KeyRing.Write}; an empty value deletes. */
  record RingWrite(String id, long expectedVersion, Optional<byte[]> value) {}

  /** A node tells who and where it is, in the region's group. */
  record Announce(Member member) implements Write {}

  /** Nothing new is placed on the node from now on. */
  record Leave(String nodeId) implements Write {}

  /** The node is gone for good. */
  record Remove(String nodeId) implements Write {}

  record FindBucket(String name) implements Read {}

  /** Of the group that is asked. */
  record ListBuckets(String account, String after, int limit) implements Read {}

  /**
   * An object.
   *
   * @param infoOnly whether its extents may be left out, unless they are parts that are told of;
   *     absent, as earlier versions send it, they may not
   */
  record Find(Bucket bucket, String key, Optional<Boolean> infoOnly) implements Read {}

  record ListObjects(Objects.ListQuery query) implements Read {}

  record FindUpload(Bucket bucket, String key, String uploadId) implements Read {}

  record ListParts(Bucket bucket, Uploads.Upload upload, int afterNumber, int limit)
      implements Read {}

  record ListUploads(Uploads.ListQuery query) implements Read {}

  record OldestGarbage(int limit) implements Read {}

  /**
   * Asks nothing; its answer tells that the leader leads.
   *
   * @param asker what the replica that asks says of itself; earlier versions do not
   */
  record Barrier(Optional<VoterTerm> asker) implements Read {}
}
