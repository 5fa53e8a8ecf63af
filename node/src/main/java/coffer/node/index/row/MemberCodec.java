package coffer.node.index.row;

import coffer.node.peer.Member;

/**
 * Member rows: zone, host, port, Raft peer, state (1 byte: 0 active, 1 leaving), URL. The node's id
 * is in the row's key.
 */
public final class MemberCodec {
  private static final int VERSION = 1;
  private static final Member.State[] STATES = {
    Member.State.ACTIVE, Member.State.LEAVING, Member.State.JOINING
  };

  private MemberCodec() {}

  /** The row's value, as the class says. */
  public static byte[] encode(Member member) {
    return new RowWriter(VERSION, 256)
        .string(member.zone())
        .string(member.host())
        .number(member.port())
        .string(member.raftPeer())
        .octet(SharedCodecs.code(STATES, member.state()))
        .string(member.url())
        .toBytes();
  }

  /** The member, of the row's key and value; fails with {@link CorruptRowException}. */
  public static Member decode(byte[] key, byte[] row) {
    var reader = new RowReader(row, VERSION);
    var member =
        new Member(
            new String(key, 1, key.length - 1, java.nio.charset.StandardCharsets.UTF_8),
            reader.string(),
            reader.string(),
            reader.count(),
            reader.string(),
            reader.oneOf(STATES),
            reader.string());
    reader.end();
    return member;
  }
}
