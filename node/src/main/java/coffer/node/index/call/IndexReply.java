package coffer.node.index.call;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.node.index.record.Garbage;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an {@link IndexCall} is answered with. */
public sealed interface IndexReply {

  record Done() implements IndexReply {}

  record Flag(boolean value) implements IndexReply {}

  /** The last entry in the leader's rows. */
  record Applied(long index) implements IndexReply {}

  record OneBucket(Optional<Bucket> bucket) implements IndexReply {}

  record Buckets(List<Bucket> buckets) implements IndexReply {}

  record Info(ObjectInfo info) implements IndexReply {}

  record Found(Optional<ObjectRecord> object) implements IndexReply {}

  record ObjectListing(Objects.Listing listing) implements IndexReply {}

  record OneUpload(Optional<UploadRecord> upload) implements IndexReply {}

  record Parts(List<Uploads.Part> parts) implements IndexReply {}

  record UploadListing(Uploads.Listing listing) implements IndexReply {}

  record GarbageRuns(List<Garbage> runs) implements IndexReply {}

  /**
   * @param founder the node that founds the group of the announced node's zone
   */
  record Announced(String founder) implements IndexReply {}

  /**
   * An {@link S3Exception}.
   *
   * @param error the name of an {@link S3Error}; one that is not known here is an internal error
   */
  record Refused(String error, String message, Map<String, String> details) implements IndexReply {

    static Refused of(S3Exception refusal) {
      return new Refused(
          refusal.error().name(), String.valueOf(refusal.getMessage()), refusal.details());
    }

    S3Exception exception() {
      return Arrays.stream(S3Error.values())
          .filter(known -> known.name().equals(error))
          .findFirst()
          .map(known -> new S3Exception(known, message, details))
          .orElseGet(() -> new S3Exception(S3Error.InternalError));
    }
  }
}
