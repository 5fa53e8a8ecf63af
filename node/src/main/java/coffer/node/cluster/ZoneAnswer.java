package coffer.node.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a node says of itself when another of its zone asks: {@code u8 version 1, text node id, u8
 * member, text incarnation, u32 members, text lowest}, text with its length as u16 before it.
 *
 * @param member whether it is in a Pekko cluster
 * @param incarnation address and random id of that cluster's oldest member; empty without
 * @param members how many that cluster has
 * @param lowest the first of their addresses in the order of their texts; empty without
 */
record ZoneAnswer(String nodeId, boolean member, String incarnation, int members, String lowest) {
  private static final int VERSION = 1;

  static ZoneAnswer none(String nodeId) {
    return new ZoneAnswer(nodeId, false, "", 0, "");
  }

  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(nodeId);
      out.writeByte(member ? 1 : 0);
      out.writeUTF(incarnation);
      out.writeInt(members);
      out.writeUTF(lowest);
    } catch (IOException tooLong) {
      throw new IllegalStateException("cannot be written", tooLong);
    }
    return bytes.toByteArray();
  }

  static ZoneAnswer decode(byte[] body) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(body));
    if (in.readUnsignedByte() != VERSION) {
      throw new IOException("of an unknown version");
    }
    var answer =
        new ZoneAnswer(
            in.readUTF(), in.readUnsignedByte() == 1, in.readUTF(), in.readInt(), in.readUTF());
    if (in.read() >= 0) {
      throw new IOException("bytes behind the end");
    }
    return answer;
  }
}
