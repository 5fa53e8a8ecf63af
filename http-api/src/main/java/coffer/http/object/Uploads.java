package coffer.http.object;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.encryption.ObjectEncryption;
import coffer.kms.policy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Multipart uploads, as operations see them. Failures as in {@link Objects}. */
public interface Uploads {

  /**
   * A multipart upload in progress.
   *
   * @param headers to keep with the object
   * @param checksumAlgorithm what the client chose, empty for none
   * @param initiator ARN of who began it
   */
  record Upload(
      String key,
      String uploadId,
      Instant initiated,
      Map<String, String> headers,
      ObjectEncryption encryption,
      Objects.EtagRule etagRule,
      Optional<ChecksumAlgorithm> checksumAlgorithm,
      Optional<Checksum.Type> checksumType,
      String initiator) {}

  /** A part that was uploaded. */
  record Part(
      int number, long size, String etag, Instant lastModified, Optional<Checksum> checksum) {}

  /** Begins an upload; {@code draft.uploadId()} is ignored and given by the store. */
  CompletionStage<Upload> create(Bucket bucket, Upload draft, Principal caller);

  /** The upload; empty if there is none of that id under that key. */
  CompletionStage<Optional<Upload>> find(Bucket bucket, String key, String uploadId);

  /**
   * Stores a part, replacing one of the same number; NoSuchUpload when the upload has ended
   * meanwhile.
   */
  CompletionStage<Part> putPart(
      Bucket bucket, Upload upload, int number, Body body, Principal caller);

  /**
   * @param parts as the client listed them: ascending numbers
   * @param checksum of the whole object as the client computed it
   * @param size of the whole object as the client says ({@code x-amz-mp-object-size})
   * @param consecutive whether numbers must be 1, 2, 3 ... (directory buckets)
   */
  record Complete(
      Bucket bucket,
      Upload upload,
      List<ListedPart> parts,
      Optional<Checksum> checksum,
      OptionalLong size,
      WriteCondition condition,
      boolean consecutive) {}

  /** A part as CompleteMultipartUpload names it. */
  record ListedPart(int number, String etag, Optional<Checksum> checksum) {}

  /**
   * Makes the object of the parts, atomically; parts not listed are dropped. A repeat of a call
   * that succeeded succeeds again with the same ETag for some minutes. Fails with InvalidPart,
   * InvalidPartOrder, EntityTooSmall, BadDigest, PreconditionFailed, NoSuchUpload.
   */
  CompletionStage<ObjectInfo> complete(Complete complete);

  /** Ends the upload and drops its parts; NoSuchUpload if there is none. */
  CompletionStage<Void> abort(Bucket bucket, String key, String uploadId);

  /**
   * Parts with numbers greater than {@code afterNumber}, ascending, at most {@code limit} + 1 so
   * that a caller sees more.
   */
  CompletionStage<List<Part>> parts(Bucket bucket, Upload upload, int afterNumber, int limit);

  /**
   * One page of uploads in the order of keys, then of upload ids.
   *
   * @param afterUploadId uploads of {@code afterKey} behind this id; empty to skip all of {@code
   *     afterKey}
   */
  record ListQuery(
      Bucket bucket,
      String prefix,
      String delimiter,
      String afterKey,
      String afterUploadId,
      int limit) {}

  /** One page; {@code nextKey} and {@code nextUploadId} are present when more follow. */
  record Listing(
      List<Upload> uploads,
      List<String> commonPrefixes,
      Optional<String> nextKey,
      Optional<String> nextUploadId) {}

  CompletionStage<Listing> list(ListQuery query);
}
