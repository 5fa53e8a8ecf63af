package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Uploads;
import coffer.kms.policy.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;

/** Uploads in memory that remember sizes and forget bytes. */
final class FakeUploads implements Uploads {
  private final Materializer materializer;
  private final Map<String, Upload> uploads = new TreeMap<>();
  private final Map<String, TreeMap<Integer, Part>> parts = new HashMap<>();

  /** What was completed, by upload id: a repeat gets the same answer. */
  private final Map<String, ObjectInfo> completed = new HashMap<>();

  FakeUploads(Materializer materializer) {
    this.materializer = materializer;
  }

  @Override
  public CompletionStage<Upload> create(Bucket bucket, Upload draft, Principal caller) {
    var id = "upload-" + (uploads.size() + completed.size() + 1);
    var upload =
        new Upload(
            draft.key(),
            id,
            draft.initiated(),
            draft.headers(),
            draft.encryption(),
            draft.etagRule(),
            draft.checksumAlgorithm(),
            draft.checksumType(),
            draft.initiator());
    uploads.put(id, upload);
    parts.put(id, new TreeMap<>());
    return CompletableFuture.completedStage(upload);
  }

  @Override
  public CompletionStage<Optional<Upload>> find(Bucket bucket, String key, String uploadId) {
    return CompletableFuture.completedStage(
        Optional.ofNullable(uploads.get(uploadId)).filter(upload -> upload.key().equals(key)));
  }

  @Override
  public CompletionStage<Part> putPart(
      Bucket bucket, Upload upload, int number, Body body, Principal caller) {
    return body.bytes()
        .runForeach(bytes -> {}, materializer)
        .thenCombine(
            body.digests(),
            (done, digests) -> {
              var part =
                  new Part(
                      number,
                      digests.length(),
                      digests.md5Hex().orElse("opaque"),
                      Fixtures.MODIFIED,
                      digests.checksum());
              of(upload.uploadId()).put(number, part);
              return part;
            });
  }

  @Override
  public CompletionStage<ObjectInfo> complete(Complete complete) {
    var id = complete.upload().uploadId();
    var before = completed.get(id);
    if (before != null) {
      return CompletableFuture.completedStage(before);
    }
    if (uploads.remove(id) == null) {
      return CompletableFuture.failedStage(new S3Exception(S3Error.NoSuchUpload));
    }
    var size = of(id).values().stream().mapToLong(Part::size).sum();
    var info = Fixtures.object(complete.upload().key(), size, complete.upload().headers());
    completed.put(id, info);
    return CompletableFuture.completedStage(info);
  }

  @Override
  public CompletionStage<Void> abort(Bucket bucket, String key, String uploadId) {
    return uploads.remove(uploadId) == null
        ? CompletableFuture.failedStage(new S3Exception(S3Error.NoSuchUpload))
        : CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<List<Part>> parts(
      Bucket bucket, Upload upload, int afterNumber, int limit) {
    return CompletableFuture.completedStage(
        of(upload.uploadId()).tailMap(afterNumber, false).values().stream()
            .limit(limit + 1L)
            .toList());
  }

  @Override
  public CompletionStage<Listing> list(ListQuery query) {
    return CompletableFuture.completedStage(
        new Listing(List.copyOf(uploads.values()), List.of(), Optional.empty(), Optional.empty()));
  }

  private TreeMap<Integer, Part> of(String uploadId) {
    return parts.computeIfAbsent(uploadId, id -> new TreeMap<>());
  }
}
