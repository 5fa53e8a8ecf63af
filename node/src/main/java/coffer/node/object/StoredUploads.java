package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Uploads;
import coffer.kms.policy.Principal;
import coffer.node.index.ObjectIndex;
import coffer.node.index.record.Extent;
import coffer.node.index.record.UploadRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Multipart uploads over an index and a run store. All parts of an upload wrap their data keys
 * under the sealed key that the upload was given when it began.
 */
public final class StoredUploads implements Uploads {
  private final ObjectIndex index;
  private final StoredStreams streams;

  public StoredUploads(ObjectIndex index, StoredStreams streams) {
    this.index = index;
    this.streams = streams;
  }

  @Override
  public CompletionStage<Upload> create(Bucket bucket, Upload draft, Principal caller) {
    var upload =
        new Upload(
            draft.key(),
            streams.ids().next() + streams.ids().next(),
            streams.clock().instant(),
            draft.headers(),
            draft.encryption(),
            draft.etagRule(),
            draft.checksumAlgorithm(),
            draft.checksumType(),
            draft.initiator());
    return streams
        .intermediateKeys()
        .choose(bucket, draft.key(), draft.encryption(), caller)
        .thenCompose(under -> index.createUpload(bucket, new UploadRecord(upload, under)))
        .thenApply(nothing -> upload);
  }

  @Override
  public CompletionStage<Optional<Upload>> find(Bucket bucket, String key, String uploadId) {
    return index
        .findUpload(bucket, key, uploadId)
        .thenApply(found -> found.map(UploadRecord::upload));
  }

  @Override
  public CompletionStage<Part> putPart(
      Bucket bucket, Upload upload, int number, Body body, Principal caller) {
    return index
        .findUpload(bucket, upload.key(), upload.uploadId())
        .thenCompose(
            found -> {
              var under =
                  found.orElseThrow(() -> new S3Exception(S3Error.NoSuchUpload)).sealedKey();
              return streams.writer().write(bucket, number, under, upload.etagRule(), body, caller);
            })
        .thenCompose(
            extent ->
                streams
                    .writer()
                    .committed(
                        bucket,
                        extent,
                        index.putPart(bucket, upload.key(), upload.uploadId(), extent))
                    .thenApply(nothing -> part(extent)));
  }

  private static Part part(Extent extent) {
    return new Part(
        extent.partNumber(),
        extent.plainLength(),
        extent.etag(),
        extent.lastModified(),
        extent.checksum());
  }

  @Override
  public CompletionStage<ObjectInfo> complete(Complete complete) {
    return index.completeUpload(complete, streams.ids().next(), streams.clock().instant());
  }

  @Override
  public CompletionStage<Void> abort(Bucket bucket, String key, String uploadId) {
    return index.abortUpload(bucket, key, uploadId);
  }

  @Override
  public CompletionStage<List<Part>> parts(
      Bucket bucket, Upload upload, int afterNumber, int limit) {
    return index.parts(bucket, upload, afterNumber, limit);
  }

  @Override
  public CompletionStage<Listing> list(ListQuery query) {
    return index.listUploads(query);
  }
}
