package coffer.node.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.kms.ring.KeyRing.Row;
import coffer.node.index.database.IndexRows;
import coffer.node.index.row.KeyRingCodec;
import coffer.node.index.row.MemberCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.peer.Member;
import coffer.node.replication.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of rows in memory, when a snapshot replaces the rows. */
final class ReloadedCopiesTest {
  private static final LogPosition AT = new LogPosition(3, 40);
  private static final Member MEMBER = FakeCluster.member(1);

  @TempDir Path folder;

  private byte[] snapshot() throws IOException {
    try (var rows = new IndexRows(folder.resolve("source"))) {
      var changes =
          new RowChanges()
              .put(RowKeys.keyRing("key/1"), KeyRingCodec.encode(new Row("key/1", 7, new byte[1])))
              .put(RowKeys.member(MEMBER.nodeId()), MemberCodec.encode(MEMBER));
      rows.apply(AT, changes.encode());
      var bytes = new ByteArrayOutputStream();
      rows.writeSnapshot(bytes);
      return bytes.toByteArray();
    }
  }

  @Test
  void keyRingAndMembersReadTheRowsOfTheSnapshot() throws IOException {
    var snapshot = snapshot();
    try (var rows = new IndexRows(folder.resolve("target"))) {
      var ring = new ReplicatedKeyRing(rows, true);
      var members = new ReplicatedMembers(FakeCluster.member(2), rows);
      assertEquals(AT, rows.installSnapshot(new ByteArrayInputStream(snapshot)));
      assertEquals(7, ring.read("key/1").orElseThrow().version());
      assertEquals(List.of(MEMBER, FakeCluster.member(2)), members.all());
    }
  }
}
