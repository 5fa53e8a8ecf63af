package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.ObjectIndex;
import coffer.node.index.record.Extent;
import coffer.node.index.record.Garbage;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Enough of an index for storage: objects and uploads of one bucket, refusals on demand. */
final class MemoryIndex implements ObjectIndex {
  final Map<String, ObjectRecord> objects = new ConcurrentHashMap<>();
  final Map<String, UploadRecord> uploads = new ConcurrentHashMap<>();
  final Map<String, TreeMap<Integer, Extent>> parts = new ConcurrentHashMap<>();
  volatile @Nullable RuntimeException refusal;

  private <T> CompletionStage<T> answer(T value) {
    var no = refusal;
    return no == null
        ? CompletableFuture.completedFuture(value)
        : CompletableFuture.failedFuture(no);
  }

  private CompletionStage<Void> done() {
    return answer(true).thenAccept(nothing -> {});
  }

  @Override
  public CompletionStage<Void> put(Bucket bucket, ObjectRecord record, WriteCondition condition) {
    if (refusal == null) {
      objects.put(record.info().key(), record);
    }
    return done();
  }

  @Override
  public CompletionStage<ObjectInfo> append(
      Bucket bucket, ObjectRecord draft, long offset, WriteCondition condition) {
    var key = draft.info().key();
    var present = objects.get(key);
    var changed = present == null ? draft : joined(present.info(), present.extents(), draft);
    objects.put(key, changed);
    return answer(changed.info());
  }

  private static ObjectRecord joined(ObjectInfo info, List<Extent> extents, ObjectRecord added) {
    var all = new ArrayList<>(extents);
    all.addAll(added.extents());
    return whole(info, all);
  }

  private static ObjectRecord whole(ObjectInfo info, List<Extent> extents) {
    return new ObjectRecord(
        new ObjectInfo(
            info.key(),
            extents.stream().mapToLong(Extent::plainLength).sum(),
            info.etag(),
            info.lastModified(),
            info.headers(),
            info.encryption(),
            info.checksum(),
            List.of()),
        extents);
  }

  @Override
  public CompletionStage<Optional<ObjectRecord>> find(Bucket bucket, String key) {
    return answer(Optional.ofNullable(objects.get(key)));
  }

  @Override
  public CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key) {
    return answer(Optional.ofNullable(objects.get(key)).map(ObjectRecord::info));
  }

  @Override
  public CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition) {
    return answer(objects.remove(key) != null);
  }

  @Override
  public CompletionStage<Void> createUpload(Bucket bucket, UploadRecord record) {
    uploads.put(record.upload().uploadId(), record);
    parts.put(record.upload().uploadId(), new TreeMap<>());
    return done();
  }

  @Override
  public CompletionStage<Optional<UploadRecord>> findUpload(
      Bucket bucket, String key, String uploadId) {
    return answer(Optional.ofNullable(uploads.get(uploadId)));
  }

  @Override
  public CompletionStage<Void> putPart(Bucket bucket, String key, String uploadId, Extent part) {
    var known = parts.get(uploadId);
    if (known == null) {
      return CompletableFuture.failedFuture(new S3Exception(S3Error.NoSuchUpload));
    }
    known.put(part.partNumber(), part);
    return done();
  }

  @Override
  public CompletionStage<ObjectInfo> completeUpload(
      Uploads.Complete complete, String opaqueEtag, Instant now) {
    var upload = complete.upload();
    var extents = List.copyOf(parts.getOrDefault(upload.uploadId(), new TreeMap<>()).values());
    var info =
        new ObjectInfo(
            upload.key(),
            0,
            opaqueEtag,
            now,
            upload.headers(),
            upload.encryption(),
            Optional.empty(),
            List.of());
    var record = whole(info, extents);
    objects.put(upload.key(), record);
    return answer(record.info());
  }

  @Override
  public CompletionStage<Void> abortUpload(Bucket bucket, String key, String uploadId) {
    uploads.remove(uploadId);
    parts.remove(uploadId);
    return done();
  }

  @Override
  public CompletionStage<Optional<Bucket>> findBucket(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Optional<Bucket>> createBucket(Bucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Optional<Bucket>> replaceBucket(Bucket changed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> deleteBucket(Bucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Bucket>> listBuckets(
      BucketKind kind, String account, String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> rename(Objects.Rename rename) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Objects.Listing> list(Objects.ListQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Uploads.Part>> parts(
      Bucket bucket, Uploads.Upload upload, int afterNumber, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Uploads.Listing> listUploads(Uploads.ListQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<Garbage>> garbage(String group, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> collected(String group, List<String> runIds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void forEachRun(RunVisitor visitor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> groups() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean leads(String group) {
    throw new UnsupportedOperationException();
  }
}
