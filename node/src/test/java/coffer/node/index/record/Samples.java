package coffer.node.index.record;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.checksum.Checksum;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.kms.envelope.SealedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows to test with. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-11-21T06:00:00.123Z");
  public static final SealedKey SEALED =
      new SealedKey(SealedKey.Purpose.STORE, "", Map.of("aws:s3:arn", "x"), new byte[] {1, 2, 3});
  public static final SealedKey OTHER_SEALED =
      new SealedKey(SealedKey.Purpose.BUCKET_KEY, "arn:k", Map.of(), new byte[] {4});

  private Samples() {}

  public static String id(int number) {
    return "%032x".formatted(number);
  }

  public static Bucket bucket(String name, int number) {
    var directory = name.endsWith("--x-s3");
    return new Bucket(
        name,
        directory ? BucketKind.DIRECTORY : BucketKind.GENERAL_PURPOSE,
        id(number),
        "000000000000",
        "us-east-1",
        directory ? Optional.of("zone1-az1") : Optional.empty(),
        directory ? Optional.of("AvailabilityZone") : Optional.empty(),
        NOW,
        BucketEncryption.SSE_S3,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  public static Extent extent(int number, int stream, long length, Extent.Location location) {
    return extent(number, stream, length, location, Optional.empty());
  }

  public static Extent extent(
      int number, int stream, long length, Extent.Location at, Optional<Checksum> checksum) {
    return new Extent(
        number,
        length,
        id(stream),
        SEALED,
        new byte[] {5, 6},
        new byte[] {7},
        at,
        "%032x".formatted(1000 + stream),
        checksum,
        NOW);
  }

  public static Extent.Location inline(String text) {
    return new Extent.Inline(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Extent.Location run(int number) {
    return new Extent.Run(id(number), 77);
  }

  public static ObjectInfo info(String key, long size, String etag) {
    return new ObjectInfo(
        key,
        size,
        etag,
        NOW,
        Map.of("content-type", "text/plain"),
        ObjectEncryption.SSE_S3,
        Optional.empty(),
        List.of());
  }

  public static ObjectRecord object(String key, String etag, Extent... extents) {
    var size = 0L;
    for (var extent : extents) {
      size += extent.plainLength();
    }
    return new ObjectRecord(info(key, size, etag), List.of(extents));
  }

  public static UploadRecord upload(String key, String uploadId) {
    return upload(key, uploadId, Objects.EtagRule.OPAQUE, Optional.empty());
  }

  public static UploadRecord upload(
      String key, String uploadId, Objects.EtagRule rule, Optional<Checksum> like) {
    return new UploadRecord(
        new Uploads.Upload(
            key,
            uploadId,
            NOW,
            Map.of("content-type", "a/b"),
            ObjectEncryption.SSE_S3,
            rule,
            like.map(Checksum::algorithm),
            like.map(Checksum::type),
            "arn:aws:iam::000000000000:root"),
        SEALED);
  }

  public static WriteCondition ifMatch(String etag) {
    return condition(Optional.of(etag), false, OptionalLong.empty(), Optional.empty());
  }

  public static WriteCondition ifNoneMatchAny() {
    return condition(Optional.empty(), true, OptionalLong.empty(), Optional.empty());
  }

  public static WriteCondition condition(
      Optional<String> ifMatch, boolean none, OptionalLong size, Optional<Instant> modified) {
    return new WriteCondition(
        ifMatch, none, size, modified, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
