package coffer.node.index;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Extent;
import coffer.node.index.record.Garbage;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who is where: buckets, objects, uploads and garbage, replicated by Raft. Each change is decided
 * at the leader in log order and is durable on a quorum before its stage completes; each read sees
 * every change completed before it began. Refusals are {@link coffer.http.error.S3Exception}s.
 * Every method checks that the bucket of that id still exists. Directory buckets live in their
 * zone's group, general purpose buckets in the region's.
 */
public interface ObjectIndex {

  CompletionStage<Optional<Bucket>> findBucket(String name);

  /** The bucket that has the name already, or empty when {@code bucket} was created. */
  CompletionStage<Optional<Bucket>> createBucket(Bucket bucket);

  /**
   * Stores {@code changed} as the next version if its version is the present one; empty otherwise.
   */
  CompletionStage<Optional<Bucket>> replaceBucket(Bucket changed);

  /** BucketNotEmpty while there are objects or, in a directory bucket, uploads. */
  CompletionStage<Void> deleteBucket(Bucket bucket);

  CompletionStage<List<Bucket>> listBuckets(
      BucketKind kind, String account, String after, int limit);

  /** Makes {@code record} the object under its key; what it replaces becomes garbage. */
  CompletionStage<Void> put(Bucket bucket, ObjectRecord record, WriteCondition condition);

  /**
   * Adds an extent to the object under {@code draft}'s key if its size is {@code offset}, or makes
   * {@code draft} the object when there is none and the offset is 0.
   *
   * @param draft the whole new object for offset 0; its one extent is the one to add otherwise
   * @return the object as it is now, without its parts
   */
  CompletionStage<ObjectInfo> append(
      Bucket bucket, ObjectRecord draft, long offset, WriteCondition condition);

  CompletionStage<Optional<ObjectRecord>> find(Bucket bucket, String key);

  /** What is told of an object; its bytes are not looked for. */
  CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key);

  CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition);

  CompletionStage<Void> rename(Objects.Rename rename);

  CompletionStage<Objects.Listing> list(Objects.ListQuery query);

  CompletionStage<Void> createUpload(Bucket bucket, UploadRecord record);

  CompletionStage<Optional<UploadRecord>> findUpload(Bucket bucket, String key, String uploadId);

  /** Stores the part, dropping one of the same number; NoSuchUpload when the upload is gone. */
  CompletionStage<Void> putPart(Bucket bucket, String key, String uploadId, Extent part);

  /**
   * Makes the object of the listed parts: checks them, computes size, ETag and checksum.
   *
   * @param opaqueEtag the ETag to give under {@link Objects.EtagRule#OPAQUE}
   * @return the object, without its parts
   */
  CompletionStage<ObjectInfo> completeUpload(
      Uploads.Complete complete, String opaqueEtag, java.time.Instant now);

  CompletionStage<Void> abortUpload(Bucket bucket, String key, String uploadId);

  CompletionStage<List<Uploads.Part>> parts(
      Bucket bucket, Uploads.Upload upload, int afterNumber, int limit);

  CompletionStage<Uploads.Listing> listUploads(Uploads.ListQuery query);

  /**
   * The groups whose rows this node has, by name: {@code region}, and {@code zone/<zone>} of its
   * own zone.
   */
  List<String> groups();

  /** Whether this node leads the group: only then does it collect the group's garbage. */
  boolean leads(String group);

  /**
   * Runs that nothing of the group refers to any more, oldest first, with the moment they became
   * garbage.
   */
  CompletionStage<List<Garbage>> garbage(String group, int limit);

  /** Forgets garbage whose chunks were deleted. */
  CompletionStage<Void> collected(String group, List<String> runIds);

  /**
   * Every run that some object, part or garbage row of {@link #groups} refers to, as of what this
   * node has applied; a scan. Blocks.
   */
  void forEachRun(RunVisitor visitor);

  /** Is told of runs. */
  @FunctionalInterface
  interface RunVisitor {
    void visit(String group, String runId);
  }
}
