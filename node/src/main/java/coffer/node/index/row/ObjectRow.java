package coffer.node.index.row;

import coffer.http.object.ObjectInfo;
import coffer.kms.envelope.SealedKey;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import java.util.List;
import java.util.Optional;

/**
 * An object without its extents, which have rows of their own: listing reads no inline bytes, an
 * append writes one extent, a completed upload leaves its parts where they are, a rename moves this
 * row alone.
 *
 * <p>Encoded: size, ETag, last modified, headers, encryption, optional checksum; then group (16
 * bytes), number of extents, greatest part number, flag parted, optional sealed key. The key is in
 * the row's key.
 *
 * @param info without its parts
 * @param group of the extents, 32 hex digits
 * @param lastNumber the greatest part number
 * @param parted whether the API tells of parts
 * @param sealedKey of all extents that have none of their own
 */
public record ObjectRow(
    ObjectInfo info,
    String group,
    int extents,
    int lastNumber,
    boolean parted,
    Optional<SealedKey> sealedKey) {

  static final int VERSION = 1;

  /** Of an object that has no extents. */
  static final String NO_GROUP = "0".repeat(32);

  /** The row of a whole new object, which is named by its first stream. */
  public static ObjectRow of(ObjectRecord record) {
    var extents = record.extents();
    return new ObjectRow(
        record.info(),
        extents.isEmpty() ? NO_GROUP : extents.getFirst().streamId(),
        extents.size(),
        extents.isEmpty() ? 0 : extents.getLast().partNumber(),
        !record.info().parts().isEmpty() || extents.size() > 1,
        extents.isEmpty() ? Optional.empty() : Optional.of(extents.getFirst().sealedKey()));
  }

  /** The row's value, as the class says. */
  public byte[] encode() {
    var writer = new RowWriter(VERSION, 512);
    writer.number(info.size()).string(info.etag()).instant(info.lastModified());
    writer.strings(info.headers());
    SharedCodecs.encryption(writer, info.encryption());
    writer.optional(info.checksum(), checksum -> SharedCodecs.checksum(writer, checksum));
    writer.id(group).number(extents).number(lastNumber).flag(parted);
    writer.optional(sealedKey, key -> SharedCodecs.sealedKey(writer, key));
    return writer.toBytes();
  }

  /** Fails with {@link CorruptRowException}. */
  public static ObjectRow decode(String key, byte[] row) {
    var reader = new RowReader(row, VERSION);
    var info = info(key, reader);
    var decoded =
        new ObjectRow(
            info,
            reader.id(),
            reader.count(),
            reader.count(),
            reader.flag(),
            reader.optional(() -> SharedCodecs.sealedKey(reader)));
    reader.end();
    return decoded;
  }

  /** What listings tell; the rest is not read. */
  public static ObjectInfo decodeInfo(String key, byte[] row) {
    return info(key, new RowReader(row, VERSION));
  }

  private static ObjectInfo info(String key, RowReader reader) {
    return new ObjectInfo(
        key,
        reader.number(),
        reader.string(),
        reader.instant(),
        reader.strings(),
        SharedCodecs.encryption(reader),
        reader.optional(() -> SharedCodecs.checksum(reader)),
        List.of());
  }

  /** The whole object. */
  public ObjectRecord record(List<Extent> all) {
    var parts =
        parted
            ? all.stream()
                .map(
                    extent ->
                        new ObjectInfo.PartInfo(
                            extent.partNumber(), extent.plainLength(), extent.checksum()))
                .toList()
            : List.<ObjectInfo.PartInfo>of();
    return new ObjectRecord(
        new ObjectInfo(
            info.key(),
            info.size(),
            info.etag(),
            info.lastModified(),
            info.headers(),
            info.encryption(),
            info.checksum(),
            parts),
        all);
  }
}
