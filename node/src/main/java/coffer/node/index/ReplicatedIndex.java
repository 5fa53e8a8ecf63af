package coffer.node.index;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The index over two Raft groups: directory buckets and what is in them in the zone's, general
 * purpose buckets in the region's. Each call is one decision or one read of one group.
 */
final class ReplicatedIndex implements ObjectIndex {
  private static final String DIRECTORY_SUFFIX = "--x-s3";

  private final IndexGroup region;
  private final IndexGroup zone;
  private final InstantSource clock;

  /**
   * @param clock dates garbage and forgets old client tokens; never decides which write wins
   */
  ReplicatedIndex(IndexGroup region, IndexGroup zone, InstantSource clock) {
    this.region = region;
    this.zone = zone;
    this.clock = clock;
  }

  private static BucketKind kindOf(String name) {
    return name.endsWith(DIRECTORY_SUFFIX) ? BucketKind.DIRECTORY : BucketKind.GENERAL_PURPOSE;
  }

  private IndexGroup group(BucketKind kind) {
    return switch (kind) {
      case DIRECTORY -> zone;
      case GENERAL_PURPOSE -> region;
    };
  }

  private IndexGroup group(Bucket bucket) {
    return group(bucket.kind());
  }

  @Override
  public CompletionStage<Optional<Bucket>> findBucket(String name) {
    return group(kindOf(name)).read(view -> BucketDecisions.find(view, name));
  }

  @Override
  public CompletionStage<Optional<Bucket>> createBucket(Bucket bucket) {
    if (bucket.kind() != kindOf(bucket.name())) {
      throw new IllegalArgumentException("a name of the other kind of bucket");
    }
    return group(bucket).write(view -> BucketDecisions.create(view, bucket));
  }

  @Override
  public CompletionStage<Optional<Bucket>> replaceBucket(Bucket changed) {
    return group(changed).write(view -> BucketDecisions.replace(view, changed));
  }

  @Override
  public CompletionStage<Void> deleteBucket(Bucket bucket) {
    return group(bucket).write(view -> BucketDecisions.delete(view, bucket, clock.instant()));
  }

  @Override
  public CompletionStage<List<Bucket>> listBuckets(
      BucketKind kind, String account, String after, int limit) {
    return group(kind).read(view -> BucketDecisions.list(view, account, after, limit));
  }

  @Override
  public CompletionStage<Void> put(Bucket bucket, ObjectRecord record, WriteCondition condition) {
    return group(bucket)
        .write(view -> ObjectDecisions.put(view, bucket, record, condition, clock.instant()));
  }

  @Override
  public CompletionStage<ObjectRecord> append(
      Bucket bucket, ObjectRecord draft, long offset, WriteCondition condition) {
    return group(bucket)
        .write(
            view ->
                ObjectDecisions.append(view, bucket, draft, offset, condition, clock.instant()));
  }

  @Override
  public CompletionStage<Optional<ObjectRecord>> find(Bucket bucket, String key) {
    return group(bucket).read(view -> ObjectDecisions.find(view, bucket, key));
  }

  @Override
  public CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition) {
    return group(bucket)
        .write(view -> ObjectDecisions.delete(view, bucket, key, condition, clock.instant()));
  }

  @Override
  public CompletionStage<Void> rename(Objects.Rename rename) {
    return group(rename.bucket())
        .write(view -> RenameDecision.rename(view, rename, clock.instant()));
  }

  @Override
  public CompletionStage<Objects.Listing> list(Objects.ListQuery query) {
    return group(query.bucket()).read(view -> Listings.objects(view, query));
  }

  @Override
  public CompletionStage<Void> createUpload(Bucket bucket, UploadRecord record) {
    return group(bucket).write(view -> UploadDecisions.create(view, bucket, record));
  }

  @Override
  public CompletionStage<Optional<UploadRecord>> findUpload(
      Bucket bucket, String key, String uploadId) {
    return group(bucket).read(view -> UploadDecisions.find(view, bucket, key, uploadId));
  }

  @Override
  public CompletionStage<Void> putPart(Bucket bucket, String key, String uploadId, Extent part) {
    return group(bucket)
        .write(view -> UploadDecisions.putPart(view, bucket, key, uploadId, part, clock.instant()));
  }

  @Override
  public CompletionStage<ObjectRecord> completeUpload(
      Uploads.Complete complete, String opaqueEtag, Instant now) {
    return group(complete.bucket())
        .write(view -> CompleteDecision.complete(view, complete, opaqueEtag, now));
  }

  @Override
  public CompletionStage<Void> abortUpload(Bucket bucket, String key, String uploadId) {
    return group(bucket)
        .write(view -> UploadDecisions.abort(view, bucket, key, uploadId, clock.instant()));
  }

  @Override
  public CompletionStage<List<Uploads.Part>> parts(
      Bucket bucket, Uploads.Upload upload, int afterNumber, int limit) {
    return group(bucket)
        .read(view -> UploadDecisions.parts(view, bucket, upload, afterNumber, limit));
  }

  @Override
  public CompletionStage<Uploads.Listing> listUploads(Uploads.ListQuery query) {
    return group(query.bucket()).read(view -> Listings.uploads(view, query));
  }

  @Override
  public CompletionStage<List<Garbage>> garbage(int limit) {
    return region
        .read(view -> GarbageDecisions.oldest(view, limit))
        .thenCombine(
            zone.read(view -> GarbageDecisions.oldest(view, limit)),
            (one, other) ->
                Stream.concat(one.stream(), other.stream())
                    .sorted(Comparator.comparing(Garbage::since))
                    .limit(limit)
                    .toList());
  }

  @Override
  public CompletionStage<Void> collected(List<String> runIds) {
    var runs = List.copyOf(runIds);
    return region
        .write(view -> GarbageDecisions.collected(view, runs))
        .thenCombine(
            zone.write(view -> GarbageDecisions.collected(view, runs)), (one, other) -> one);
  }

  @Override
  public void forEachRun(Consumer<String> runId) {
    for (var group : List.of(region, zone)) {
      group.readNow(
          view -> {
            GarbageDecisions.forEachRun(view, runId);
            return true;
          });
    }
  }
}
