package coffer.node.index.decision;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Complete;
import coffer.http.object.Uploads.ListedPart;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.UploadRecord;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.ObjectRow;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CompleteMultipartUpload: checks the listed parts and makes the object of them. The parts' rows
 * stay where they are and become the object's extents; parts not listed become garbage. What was
 * made is remembered for a while, so that a repeat gets the same answer.
 *
 * <p>Remembered rows: expiry, the object's row as it was made.
 */
final class CompleteDecision {
  /** All parts but the last have at least as many bytes (API page of CompleteMultipartUpload). */
  static final long PART_BYTES_MIN = 5L << 20;

  /** The largest object of one multipart upload: 5 TiB. */
  static final long OBJECT_BYTES_MAX = 5L << 40;

  static final Duration REMEMBERED = Duration.ofMinutes(15);

  private CompleteDecision() {}

  static Decision<ObjectRecord> complete(
      IndexView view, Complete complete, String opaqueEtag, Instant now) {
    var bucket = complete.bucket();
    var key = complete.upload().key();
    var uploadId = complete.upload().uploadId();
    var found = UploadDecisions.find(view, bucket, key, uploadId);
    if (found.isEmpty()) {
      return Decision.unchanged(repeated(view, complete, now));
    }
    var upload = found.get();
    checkOrder(complete);
    var stored = storedParts(view, complete, upload);
    var parts = listedParts(complete, stored);
    checkSizes(complete, parts);
    var target = ObjectDecisions.row(view, bucket, key);
    Conditions.checkWrite(complete.condition(), target.map(ObjectRow::info));
    var info = info(complete, upload.upload(), parts, opaqueEtag, now);
    var group = RowKeys.uploadGroup(key, uploadId);
    var row =
        new ObjectRow(
            info,
            group,
            parts.size(),
            parts.getLast().partNumber(),
            true,
            Optional.of(upload.sealedKey()));
    var changes = new RowChanges();
    ObjectDecisions.dropExtents(view, changes, bucket, target, now);
    dropUnlisted(changes, view, complete, group, now);
    changes.delete(RowKeys.upload(bucket.id(), key, uploadId));
    changes.put(RowKeys.object(bucket.id(), key), row.encode());
    GarbageDecisions.putUntil(
        changes,
        now.plus(REMEMBERED),
        RowKeys.completed(bucket.id(), key, uploadId),
        GarbageDecisions.expiring(now.plus(REMEMBERED)).bytes(row.encode()).toBytes());
    return new Decision<>(changes, row.record(parts));
  }

  private static ObjectRecord repeated(IndexView view, Complete complete, Instant now) {
    var key = complete.upload().key();
    var row =
        view.get(RowKeys.completed(complete.bucket().id(), key, complete.upload().uploadId()))
            .filter(bytes -> GarbageDecisions.expiry(bytes).isAfter(now))
            .orElseThrow(() -> new S3Exception(S3Error.NoSuchUpload));
    var made = GarbageDecisions.readExpiring(row).bytes();
    return new ObjectRecord(ObjectRow.decodeInfo(key, made), List.of());
  }

  private static void checkOrder(Complete complete) {
    if (complete.parts().isEmpty()) {
      throw new S3Exception(S3Error.MalformedXML);
    }
    var before = 0;
    for (var part : complete.parts()) {
      if (part.number() <= before || (complete.consecutive() && part.number() != before + 1)) {
        throw new S3Exception(S3Error.InvalidPartOrder);
      }
      before = part.number();
    }
  }

  private static Map<Integer, Extent> storedParts(
      IndexView view, Complete complete, UploadRecord upload) {
    var wanted = new HashMap<Integer, Extent>();
    var group = RowKeys.uploadGroup(upload.upload().key(), upload.upload().uploadId());
    for (var listed : complete.parts()) {
      view.get(RowKeys.extent(complete.bucket().id(), group, listed.number()))
          .ifPresent(row -> wanted.put(listed.number(), UploadDecisions.decodePart(upload, row)));
    }
    return wanted;
  }

  private static List<Extent> listedParts(Complete complete, Map<Integer, Extent> stored) {
    var parts = new ArrayList<Extent>(complete.parts().size());
    for (var listed : complete.parts()) {
      var part = stored.get(listed.number());
      if (part == null || !matches(listed, part)) {
        throw new S3Exception(
            S3Error.InvalidPart,
            S3Error.InvalidPart.message(),
            Map.of("PartNumber", String.valueOf(listed.number())));
      }
      parts.add(part);
    }
    return parts;
  }

  private static boolean matches(ListedPart listed, Extent part) {
    var checksum = listed.checksum();
    return unquoted(listed.etag()).equals(part.etag())
        && (checksum.isEmpty()
            || part.checksum()
                .filter(
                    stored ->
                        stored.algorithm() == checksum.get().algorithm()
                            && stored.value().equals(checksum.get().value()))
                .isPresent());
  }

  private static String unquoted(String etag) {
    return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  private static void checkSizes(Complete complete, List<Extent> parts) {
    var size = 0L;
    for (var part : parts) {
      size += part.plainLength();
      if (part != parts.getLast() && part.plainLength() < PART_BYTES_MIN) {
        throw new S3Exception(
            S3Error.EntityTooSmall,
            S3Error.EntityTooSmall.message(),
            Map.of(
                "ProposedSize", String.valueOf(part.plainLength()),
                "MinSizeAllowed", String.valueOf(PART_BYTES_MIN),
                "PartNumber", String.valueOf(part.partNumber()),
                "ETag", part.etag()));
      }
    }
    if (size > OBJECT_BYTES_MAX) {
      throw new S3Exception(S3Error.EntityTooLarge);
    }
    if (complete.size().isPresent() && complete.size().getAsLong() != size) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The provided 'x-amz-mp-object-size' header does not match the size of the object.");
    }
  }

  private static ObjectInfo info(
      Complete complete,
      Uploads.Upload upload,
      List<Extent> parts,
      String opaqueEtag,
      Instant now) {
    var etag =
        switch (upload.etagRule()) {
          case OPAQUE -> opaqueEtag;
          case MD5 -> md5OfMd5s(parts);
        };
    return new ObjectInfo(
        upload.key(),
        parts.stream().mapToLong(Extent::plainLength).sum(),
        etag,
        now,
        upload.headers(),
        upload.encryption(),
        checkedChecksum(complete, upload, parts),
        List.of());
  }

  private static Optional<Checksum> checkedChecksum(
      Complete complete, Uploads.Upload upload, List<Extent> parts) {
    var computed = checksum(upload, parts);
    var given = complete.checksum();
    if (given.isPresent()
        && computed
            .filter(
                checksum ->
                    checksum.algorithm() == given.get().algorithm()
                        && bare(checksum.value()).equals(bare(given.get().value())))
            .isEmpty()) {
      throw new S3Exception(S3Error.BadDigest);
    }
    return computed;
  }

  /** A composite may be given without the number of parts behind it. */
  private static String bare(String value) {
    var dash = value.indexOf('-');
    return dash < 0 ? value : value.substring(0, dash);
  }

  private static Optional<Checksum> checksum(Uploads.Upload upload, List<Extent> parts) {
    var algorithm = upload.checksumAlgorithm().orElse(ChecksumAlgorithm.CRC64NVME);
    var type = upload.checksumType().orElseGet(() -> usualType(algorithm));
    return switch (type) {
      case COMPOSITE -> ObjectDecisions.composite(algorithm, parts);
      case FULL_OBJECT -> algorithm.combines() ? combined(algorithm, parts) : Optional.empty();
    };
  }

  private static Checksum.Type usualType(ChecksumAlgorithm algorithm) {
    return algorithm == ChecksumAlgorithm.CRC64NVME
        ? Checksum.Type.FULL_OBJECT
        : Checksum.Type.COMPOSITE;
  }

  private static Optional<Checksum> combined(ChecksumAlgorithm algorithm, List<Extent> parts) {
    var whole = Optional.<String>empty();
    for (var part : parts) {
      var checksum = part.checksum().filter(each -> each.algorithm() == algorithm);
      if (checksum.isEmpty()) {
        return Optional.empty();
      }
      var value = checksum.get().value();
      whole =
          Optional.of(
              whole.isEmpty()
                  ? value
                  : ChecksumMath.combine(algorithm, whole.get(), value, part.plainLength()));
    }
    return whole.map(value -> new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value));
  }

  private static String md5OfMd5s(List<Extent> parts) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      for (var part : parts) {
        digest.update(HexFormat.of().parseHex(part.etag()));
      }
      return HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void dropUnlisted(
      RowChanges changes, IndexView view, Complete complete, String group, Instant now) {
    var listed = new HashSet<Integer>();
    complete.parts().forEach(part -> listed.add(part.number()));
    var prefix = RowKeys.extents(complete.bucket().id(), group);
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
        if (!listed.contains(RowKeys.extentNumber(cursor.key()))) {
          GarbageDecisions.drop(changes, cursor.key(), cursor.value(), now);
        }
      }
    }
  }
}
