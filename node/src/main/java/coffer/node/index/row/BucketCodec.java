package coffer.node.index.row;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;

/**
 * Bucket rows: id (16 bytes), kind (1 byte: 0 directory, 1 general purpose), account, region,
 * optional zone, optional location type, created, encryption (algorithm, optional key as put,
 * bucket key flag, optional pinned key ARN), optional policy, optional lifecycle, version. The name
 * is in the row's key.
 */
public final class BucketCodec {
  private static final int VERSION = 1;
  private static final BucketKind[] KINDS = {BucketKind.DIRECTORY, BucketKind.GENERAL_PURPOSE};

  private BucketCodec() {}

  /** The row's value, as the class says. */
  public static byte[] encode(Bucket bucket) {
    var writer = new RowWriter(VERSION, 256);
    writer.id(bucket.id()).octet(SharedCodecs.code(KINDS, bucket.kind()));
    writer.string(bucket.account()).string(bucket.region());
    writer.optional(bucket.zone(), writer::string);
    writer.optional(bucket.locationType(), writer::string);
    writer.instant(bucket.created());
    var encryption = bucket.encryption();
    SharedCodecs.sse(writer, encryption.algorithm());
    writer.optional(encryption.kmsMasterKeyId(), writer::string);
    writer.flag(encryption.bucketKeyEnabled());
    writer.optional(encryption.pinnedKeyArn(), writer::string);
    writer.optional(bucket.policy(), writer::string);
    writer.optional(bucket.lifecycle(), writer::string);
    return writer.number(bucket.version()).toBytes();
  }

  /** Fails with {@link CorruptRowException}. */
  public static Bucket decode(String name, byte[] row) {
    var reader = new RowReader(row, VERSION);
    var id = reader.id();
    var kind = reader.oneOf(KINDS);
    var account = reader.string();
    var region = reader.string();
    var zone = reader.optional(reader::string);
    var locationType = reader.optional(reader::string);
    var created = reader.instant();
    var encryption =
        new BucketEncryption(
            SharedCodecs.sse(reader),
            reader.optional(reader::string),
            reader.flag(),
            reader.optional(reader::string));
    var policy = reader.optional(reader::string);
    var lifecycle = reader.optional(reader::string);
    var version = reader.number();
    reader.end();
    return new Bucket(
        name,
        kind,
        id,
        account,
        region,
        zone,
        locationType,
        created,
        encryption,
        policy,
        lifecycle,
        version);
  }

  /** The bucket's id alone. */
  public static String id(byte[] row) {
    return new RowReader(row, VERSION).id();
  }
}
