package coffer.node.index.row;

import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.node.index.record.UploadRecord;

/**
 * Upload rows: initiated, headers, encryption, ETag rule (1 byte: 0 opaque, 1 MD5), optional
 * checksum algorithm, optional checksum type, initiator, sealed key. Key and upload id are in the
 * row's key.
 */
public final class UploadCodec {
  private static final int VERSION = 1;
  private static final Objects.EtagRule[] RULES = {Objects.EtagRule.OPAQUE, Objects.EtagRule.MD5};

  private UploadCodec() {}

  /** The row's value, as the class says. */
  public static byte[] encode(UploadRecord record) {
    var upload = record.upload();
    var writer = new RowWriter(VERSION, 512);
    writer.instant(upload.initiated()).strings(upload.headers());
    SharedCodecs.encryption(writer, upload.encryption());
    writer.octet(SharedCodecs.code(RULES, upload.etagRule()));
    writer.optional(
        upload.checksumAlgorithm(), algorithm -> SharedCodecs.checksumAlgorithm(writer, algorithm));
    writer.optional(upload.checksumType(), type -> SharedCodecs.checksumType(writer, type));
    writer.string(upload.initiator());
    SharedCodecs.sealedKey(writer, record.sealedKey());
    return writer.toBytes();
  }

  /** Fails with {@link CorruptRowException}. */
  public static UploadRecord decode(String key, String uploadId, byte[] row) {
    var reader = new RowReader(row, VERSION);
    var upload =
        new Uploads.Upload(
            key,
            uploadId,
            reader.instant(),
            reader.strings(),
            SharedCodecs.encryption(reader),
            reader.oneOf(RULES),
            reader.optional(() -> SharedCodecs.checksumAlgorithm(reader)),
            reader.optional(() -> SharedCodecs.checksumType(reader)),
            reader.string());
    var sealedKey = SharedCodecs.sealedKey(reader);
    reader.end();
    return new UploadRecord(upload, sealedKey);
  }
}
