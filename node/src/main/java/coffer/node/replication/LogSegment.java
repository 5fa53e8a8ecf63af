package coffer.node.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.WireFormat;

/**
 * What one file of a Ratis log holds: the header {@code RaftLog1}, entries, zeros. An entry is its
 * length (varint), a {@code LogEntryProto} (field 1 the term, field 2 the index) and a CRC32C of
 * both (u32, big-endian); see {@code SegmentedRaftLogFormat} and {@code
 * SegmentedRaftLogOutputStream} of Apache Ratis 3.3.
 *
 * @param entries how many whole entries there are from the start, in order
 * @param last the last of them, or {@link LogPosition#NONE}
 * @param damagedAt where something stands that is neither an entry nor zeros up to the end; -1 for
 *     nowhere
 */
record LogSegment(long entries, LogPosition last, long damagedAt) {
  private static final byte[] HEADER = {'R', 'a', 'f', 't', 'L', 'o', 'g', '1'};
  private static final int CHECKSUM_BYTES = 4;
  private static final int VARINT_BYTES_MAX = 5;

  static LogSegment read(Path file, long first) throws IOException {
    // At most a segment and an entry: some 20 MB.
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    var header = new byte[Math.min(HEADER.length, bytes.remaining())];
    bytes.get(header);
    if (!Arrays.equals(header, HEADER)) {
      return new LogSegment(0, LogPosition.NONE, 0);
    }
    var last = LogPosition.NONE;
    var entries = 0L;
    while (bytes.hasRemaining() && bytes.get(bytes.position()) != 0) {
      var start = bytes.position();
      var at = entry(bytes);
      if (at.isEmpty() || at.get().index() != first + entries || at.get().term() < last.term()) {
        return new LogSegment(entries, last, start);
      }
      last = at.get();
      entries++;
    }
    return new LogSegment(entries, last, onlyZeros(bytes) ? -1 : bytes.position());
  }

  /** The entry here, behind which the buffer then stands. */
  private static Optional<LogPosition> entry(ByteBuffer bytes) throws IOException {
    var start = bytes.position();
    var length = varint(bytes);
    if (length < 0 || length > bytes.remaining() - CHECKSUM_BYTES) {
      return Optional.empty();
    }
    var body = bytes.position();
    var crc = new CRC32C();
    crc.update(bytes.array(), start, body - start + length);
    bytes.position(body + length);
    return bytes.getInt() == (int) crc.getValue()
        ? Optional.of(position(CodedInputStream.newInstance(bytes.array(), body, length)))
        : Optional.empty();
  }

  private static int varint(ByteBuffer bytes) {
    var value = 0L;
    for (int count = 0; count < VARINT_BYTES_MAX && bytes.hasRemaining(); count++) {
      var next = bytes.get();
      value |= (long) (next & 0x7f) << (7 * count);
      if (next >= 0) {
        return value > Integer.MAX_VALUE ? -1 : (int) value;
      }
    }
    return -1;
  }

  private static LogPosition position(CodedInputStream entry) throws IOException {
    var term = 0L;
    var index = 0L;
    for (int tag = entry.readTag(); tag != 0; tag = entry.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> term = entry.readUInt64();
        case 2 -> index = entry.readUInt64();
        default -> entry.skipField(tag);
      }
    }
    return new LogPosition(term, index);
  }

  private static boolean onlyZeros(ByteBuffer bytes) {
    var from = bytes.position();
    for (int at = from; at < bytes.limit(); at++) {
      if (bytes.get(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
