package coffer.node.replication;

import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * What stands in the Raft log: version (1 byte, {@value #VERSION}), the term in which the entry was
 * decided (8 bytes, big endian), the payload.
 */
record RatisEntry(long term, byte[] payload) {
  static final int VERSION = 1;
  private static final int HEADER_BYTES = 9;

  ByteString bytes() {
    var bytes = ByteBuffer.allocate(HEADER_BYTES + payload.length);
    bytes.put((byte) VERSION).putLong(term).put(payload);
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }

  static RatisEntry parse(ByteString bytes) {
    if (bytes.size() < HEADER_BYTES || bytes.byteAt(0) != VERSION) {
      throw new IllegalArgumentException("a log entry of a version that is not known here");
    }
    var buffer = bytes.asReadOnlyByteBuffer();
    buffer.get();
    var term = buffer.getLong();
    var payload = new byte[buffer.remaining()];
    buffer.get(payload);
    return new RatisEntry(term, payload);
  }
}
