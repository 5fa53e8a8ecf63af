package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Objects.Handle;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.wire.Headers;
import coffer.http.wire.Query;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * What GetObject and HeadObject have in common: who may read, which bytes are meant, and what the
 * headers say.
 */
final class ObjectRead {
  private final Access access;
  private final EncryptionDecider encryption;
  private final Objects objects;

  ObjectRead(Access access, EncryptionDecider encryption, Objects objects) {
    this.access = access;
    this.encryption = encryption;
    this.objects = objects;
  }

  /** An object that may be read, or what is told of it. */
  record Found<T>(Bucket bucket, T object) {}

  /** Fails with NoSuchKey, never before the permission was checked. */
  CompletionStage<Found<Handle>> find(S3Call call) {
    return find(call, objects::find);
  }

  /** As {@link #find}, without what is needed to read it. */
  CompletionStage<Found<ObjectInfo>> info(S3Call call) {
    return find(call, objects::info);
  }

  private <T> CompletionStage<Found<T>> find(
      S3Call call, BiFunction<Bucket, String, CompletionStage<Optional<T>>> looking) {
    return access
        .authorize(call, "s3:GetObject", Need.READ)
        .thenCompose(
            bucket -> {
              var request = call.request();
              Versions.requireNull(request.query());
              encryption.forRead(bucket, request.headers());
              var key = Keys.of(request);
              return looking
                  .apply(bucket, key)
                  .thenApply(
                      object ->
                          new Found<>(
                              bucket,
                              object.orElseThrow(() -> Missing.object(access, call, bucket, key))));
            });
  }

  /**
   * The bytes a request means.
   *
   * @param status 200, or 206 for a part of the object
   * @param partsCount of a request by part number
   */
  record Slice(int status, long from, long length, OptionalInt partsCount) {

    /** Fails with InvalidRange, InvalidPartNumber, InvalidRequest, InvalidArgument. */
    static Slice of(Headers headers, Query query, ObjectInfo info) {
      var range = headers.first("range").filter(text -> isCurrent(headers, info));
      var part = query.first("partNumber");
      if (part.isPresent()) {
        if (headers.has("range")) {
          throw new S3Exception(
              S3Error.InvalidRequest,
              "Cannot specify both Range header and partNumber query parameter");
        }
        return ofPart(Numbers.partNumber(part.get()), info);
      }
      return range
          .flatMap(text -> ByteRange.parse(text, info.size()))
          .map(bytes -> new Slice(206, bytes.from(), bytes.length(), OptionalInt.empty()))
          .orElse(new Slice(200, 0, info.size(), OptionalInt.empty()));
    }

    /** {@code If-Range}: the range is meant for this version only. */
    private static boolean isCurrent(Headers headers, ObjectInfo info) {
      var validator = headers.first("if-range");
      if (validator.isEmpty()) {
        return true;
      }
      return EntityTags.bare(validator.get()).equals(info.etag())
          || HttpDates.parse(validator.get())
              .filter(HttpDates.seconds(info.lastModified())::equals)
              .isPresent();
    }

    private static Slice ofPart(int number, ObjectInfo info) {
      var parts = info.parts();
      if (number > Math.max(parts.size(), 1)) {
        throw new S3Exception(
            S3Error.InvalidPartNumber,
            S3Error.InvalidPartNumber.message(),
            Map.of(
                "PartNumberRequested",
                Integer.toString(number),
                "ActualPartCount",
                Integer.toString(Math.max(parts.size(), 1))));
      }
      if (parts.isEmpty()) {
        return new Slice(info.size() == 0 ? 200 : 206, 0, info.size(), OptionalInt.empty());
      }
      var from = 0L;
      for (var before : parts.subList(0, number - 1)) {
        from += before.size();
      }
      var length = parts.get(number - 1).size();
      return new Slice(length == 0 ? 200 : 206, from, length, OptionalInt.of(parts.size()));
    }

    Optional<String> contentRange(long size) {
      return status == 206
          ? Optional.of(new ByteRange(from, length).contentRange(size))
          : Optional.empty();
    }
  }

  static Map<String, String> headers(
      Bucket bucket, ObjectInfo info, Slice slice, Headers request, Query query) {
    var headers = new LinkedHashMap<>(ResponseHeaders.of(bucket, info));
    headers.putAll(ResponseHeaders.overrides(query));
    slice.contentRange(info.size()).ifPresent(range -> headers.put("Content-Range", range));
    slice
        .partsCount()
        .ifPresent(count -> headers.put("x-amz-mp-parts-count", Integer.toString(count)));
    // A checksum of the whole says nothing about a part, and clients would check it against that.
    if (slice.length() == info.size()
        && request.first("x-amz-checksum-mode").filter("ENABLED"::equalsIgnoreCase).isPresent()) {
      headers.putAll(Checksums.headers(info.checksum()));
    }
    return headers;
  }
}
