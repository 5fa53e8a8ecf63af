package coffer.node.index.row;

import coffer.kms.envelope.SealedKey;
import coffer.node.index.record.Extent;
import java.util.Optional;

/**
 * Extent rows: place (1 byte: 0 inline, 1 run), for a run its id (16 bytes) and stored length; part
 * number, plain length, stream id (16 bytes), optional sealed key (absent when it is the owner's),
 * wrapped key, stream header, ETag, optional checksum, last modified; for inline the ciphertext.
 */
public final class ExtentCodec {
  private static final int VERSION = 1;
  private static final int INLINE = 0;
  private static final int RUN = 1;

  private ExtentCodec() {}

  /**
   * @param owners the sealed key in the row of the object or upload
   */
  public static byte[] encode(Extent extent, Optional<SealedKey> owners) {
    var writer = new RowWriter(VERSION, sizeHint(extent));
    switch (extent.location()) {
      case Extent.Inline inline -> writer.octet(INLINE);
      case Extent.Run(var runId, var storedLength) ->
          writer.octet(RUN).id(runId).number(storedLength);
    }
    writer.number(extent.partNumber()).number(extent.plainLength()).id(extent.streamId());
    var shared = owners.filter(key -> SharedCodecs.same(key, extent.sealedKey())).isPresent();
    writer.flag(!shared);
    if (!shared) {
      SharedCodecs.sealedKey(writer, extent.sealedKey());
    }
    writer.bytes(extent.wrappedKey()).bytes(extent.streamHeader()).string(extent.etag());
    writer.optional(extent.checksum(), checksum -> SharedCodecs.checksum(writer, checksum));
    writer.instant(extent.lastModified());
    if (extent.location() instanceof Extent.Inline(var ciphertext)) {
      writer.bytes(ciphertext);
    }
    return writer.toBytes();
  }

  private static int sizeHint(Extent extent) {
    return 512
        + switch (extent.location()) {
          case Extent.Inline(var ciphertext) -> ciphertext.length;
          case Extent.Run run -> 0;
        };
  }

  /** Fails with {@link CorruptRowException}, also when there is no sealed key in row or owner. */
  public static Extent decode(byte[] row, Optional<SealedKey> owners) {
    var reader = new RowReader(row, VERSION);
    var run = run(reader);
    var partNumber = reader.count();
    var plainLength = reader.number();
    var streamId = reader.id();
    var sealedKey =
        reader
            .optional(() -> SharedCodecs.sealedKey(reader))
            .or(() -> owners)
            .orElseThrow(() -> new CorruptRowException("an extent without a sealed key"));
    var wrappedKey = reader.bytes();
    var streamHeader = reader.bytes();
    var etag = reader.string();
    var checksum = reader.optional(() -> SharedCodecs.checksum(reader));
    var lastModified = reader.instant();
    var location = run.isPresent() ? run.get() : new Extent.Inline(reader.bytes());
    reader.end();
    return new Extent(
        partNumber,
        plainLength,
        streamId,
        sealedKey,
        wrappedKey,
        streamHeader,
        location,
        etag,
        checksum,
        lastModified);
  }

  /** The run alone, if that is where the bytes are. */
  public static Optional<String> runId(byte[] row) {
    return run(new RowReader(row, VERSION)).map(Extent.Run::runId);
  }

  private static Optional<Extent.Run> run(RowReader reader) {
    return switch (reader.octet()) {
      case INLINE -> Optional.empty();
      case RUN -> Optional.of(new Extent.Run(reader.id(), reader.number()));
      default -> throw new CorruptRowException("a place that is not known here");
    };
  }
}
