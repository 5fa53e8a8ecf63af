package coffer.node.index;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.call.IndexCall;
import coffer.node.index.call.IndexCalls;
import coffer.node.index.call.IndexReply;
import coffer.node.index.decision.GarbageDecisions;
import coffer.node.index.group.IndexGroup;
import coffer.node.index.record.Extent;
import coffer.node.index.record.Garbage;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index over the cluster's Raft groups: directory buckets and what is in them in their zone's,
 * general purpose buckets in the region's. Each method is one call of one group's leader.
 */
final class ReplicatedIndex implements ObjectIndex {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedIndex.class);

  /** Zones that do not answer are left out of a list, which must not take long for that. */
  private static final Duration LIST_DEADLINE = Duration.ofSeconds(2);

  private final IndexCalls calls;
  private final Map<String, IndexGroup> own;
  private final BucketGroups groups;

  /**
   * @param own the groups that this node has a replica of
   */
  ReplicatedIndex(IndexCalls calls, Map<String, IndexGroup> own, BucketGroups groups) {
    this.calls = calls;
    this.own = Map.copyOf(own);
    this.groups = groups;
  }

  /** Calls the bucket's group; NoSuchBucket when the name tells of a zone that is not there. */
  private <R extends IndexReply> CompletionStage<R> call(
      Bucket bucket, IndexCall call, Class<R> reply) {
    try {
      return groups
          .of(bucket.name())
          .map(group -> calls.call(group, call, reply))
          .orElseGet(() -> CompletableFuture.failedFuture(new S3Exception(S3Error.NoSuchBucket)));
    } catch (S3Exception refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  private CompletionStage<Void> change(Bucket bucket, IndexCall.Write call) {
    return call(bucket, call, IndexReply.Done.class).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Optional<Bucket>> findBucket(String name) {
    try {
      return groups
          .of(name)
          .map(
              group ->
                  calls
                      .call(group, new IndexCall.FindBucket(name), IndexReply.OneBucket.class)
                      .thenApply(IndexReply.OneBucket::bucket))
          .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    } catch (S3Exception refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  @Override
  public CompletionStage<Optional<Bucket>> createBucket(Bucket bucket) {
    if (bucket.kind() != BucketNames.kindOf(bucket.name())) {
      throw new IllegalArgumentException("a name of the other kind of bucket");
    }
    return call(bucket, new IndexCall.CreateBucket(bucket), IndexReply.OneBucket.class)
        .thenApply(IndexReply.OneBucket::bucket);
  }

  @Override
  public CompletionStage<Optional<Bucket>> replaceBucket(Bucket changed) {
    return call(changed, new IndexCall.ReplaceBucket(changed), IndexReply.OneBucket.class)
        .thenApply(IndexReply.OneBucket::bucket);
  }

  @Override
  public CompletionStage<Void> deleteBucket(Bucket bucket) {
    return change(bucket, new IndexCall.DeleteBucket(bucket));
  }

  @Override
  public CompletionStage<List<Bucket>> listBuckets(
      BucketKind kind, String account, String after, int limit) {
    var call = new IndexCall.ListBuckets(account, after, limit);
    return switch (kind) {
      case GENERAL_PURPOSE ->
          calls
              .call(BucketGroups.REGION, call, IndexReply.Buckets.class)
              .thenApply(IndexReply.Buckets::buckets);
      case DIRECTORY -> ofAllZones(groups.of(kind), call);
    };
  }

  private CompletionStage<List<Bucket>> ofAllZones(List<String> zones, IndexCall.ListBuckets call) {
    if (zones.size() == 1) {
      return calls
          .call(zones.getFirst(), call, IndexReply.Buckets.class)
          .thenApply(IndexReply.Buckets::buckets);
    }
    var pages = zones.stream().map(zone -> ofZone(zone, call).toCompletableFuture()).toList();
    return CompletableFuture.allOf(pages.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all ->
                pages.stream()
                    .flatMap(page -> page.join().stream())
                    .sorted(Comparator.comparing(Bucket::name))
                    .limit(call.limit())
                    .toList());
  }

  private CompletionStage<List<Bucket>> ofZone(String zone, IndexCall.ListBuckets call) {
    return calls
        .call(zone, call, LIST_DEADLINE)
        .thenApply(reply -> ((IndexReply.Buckets) reply).buckets())
        .exceptionally(
            failure -> {
              LOG.warn("the buckets of {} are left out of a list: {}", zone, failure.toString());
              return List.of();
            });
  }

  @Override
  public CompletionStage<Void> put(Bucket bucket, ObjectRecord record, WriteCondition condition) {
    return change(bucket, new IndexCall.Put(bucket, record, condition));
  }

  @Override
  public CompletionStage<ObjectInfo> append(
      Bucket bucket, ObjectRecord draft, long offset, WriteCondition condition) {
    return call(
            bucket, new IndexCall.Append(bucket, draft, offset, condition), IndexReply.Info.class)
        .thenApply(IndexReply.Info::info);
  }

  @Override
  public CompletionStage<Optional<ObjectRecord>> find(Bucket bucket, String key) {
    return find(bucket, key, false);
  }

  @Override
  public CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key) {
    return find(bucket, key, true).thenApply(found -> found.map(ObjectRecord::info));
  }

  private CompletionStage<Optional<ObjectRecord>> find(
      Bucket bucket, String key, boolean infoOnly) {
    return call(
            bucket, new IndexCall.Find(bucket, key, Optional.of(infoOnly)), IndexReply.Found.class)
        .thenApply(IndexReply.Found::object);
  }

  @Override
  public CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition) {
    return call(bucket, new IndexCall.Delete(bucket, key, condition), IndexReply.Flag.class)
        .thenApply(IndexReply.Flag::value);
  }

  @Override
  public CompletionStage<Void> rename(Objects.Rename rename) {
    return change(rename.bucket(), new IndexCall.Rename(rename));
  }

  @Override
  public CompletionStage<Objects.Listing> list(Objects.ListQuery query) {
    return call(query.bucket(), new IndexCall.ListObjects(query), IndexReply.ObjectListing.class)
        .thenApply(IndexReply.ObjectListing::listing);
  }

  @Override
  public CompletionStage<Void> createUpload(Bucket bucket, UploadRecord record) {
    return change(bucket, new IndexCall.CreateUpload(bucket, record));
  }

  @Override
  public CompletionStage<Optional<UploadRecord>> findUpload(
      Bucket bucket, String key, String uploadId) {
    return call(bucket, new IndexCall.FindUpload(bucket, key, uploadId), IndexReply.OneUpload.class)
        .thenApply(IndexReply.OneUpload::upload);
  }

  @Override
  public CompletionStage<Void> putPart(Bucket bucket, String key, String uploadId, Extent part) {
    return change(bucket, new IndexCall.PutPart(bucket, key, uploadId, part));
  }

  @Override
  public CompletionStage<ObjectInfo> completeUpload(
      Uploads.Complete complete, String opaqueEtag, Instant now) {
    return call(
            complete.bucket(),
            new IndexCall.CompleteUpload(complete, opaqueEtag, now),
            IndexReply.Info.class)
        .thenApply(IndexReply.Info::info);
  }

  @Override
  public CompletionStage<Void> abortUpload(Bucket bucket, String key, String uploadId) {
    return change(bucket, new IndexCall.AbortUpload(bucket, key, uploadId));
  }

  @Override
  public CompletionStage<List<Uploads.Part>> parts(
      Bucket bucket, Uploads.Upload upload, int afterNumber, int limit) {
    return call(
            bucket,
            new IndexCall.ListParts(bucket, upload, afterNumber, limit),
            IndexReply.Parts.class)
        .thenApply(IndexReply.Parts::parts);
  }

  @Override
  public CompletionStage<Uploads.Listing> listUploads(Uploads.ListQuery query) {
    return call(query.bucket(), new IndexCall.ListUploads(query), IndexReply.UploadListing.class)
        .thenApply(IndexReply.UploadListing::listing);
  }

  @Override
  public List<String> groups() {
    return List.of(BucketGroups.REGION, groups.ownZone());
  }

  @Override
  public boolean leads(String group) {
    var replica = own.get(group);
    return replica != null && replica.leads();
  }

  @Override
  public CompletionStage<List<Garbage>> garbage(String group, int limit) {
    return calls
        .call(group, new IndexCall.OldestGarbage(limit), IndexReply.GarbageRuns.class)
        .thenApply(IndexReply.GarbageRuns::runs);
  }

  @Override
  public CompletionStage<Void> collected(String group, List<String> runIds) {
    return calls
        .call(group, new IndexCall.Collected(List.copyOf(runIds)), IndexReply.Done.class)
        .thenAccept(done -> {});
  }

  @Override
  public void forEachRun(RunVisitor visitor) {
    own.forEach(
        (group, replica) ->
            replica.readNow(
                view -> {
                  GarbageDecisions.forEachRun(view, run -> visitor.visit(group, run));
                  return true;
                }));
  }
}
