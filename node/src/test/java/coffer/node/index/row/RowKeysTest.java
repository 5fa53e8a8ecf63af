package coffer.node.index.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.index.record.Samples;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowKeysTest {
  private static final String ID = Samples.id(1);

  /** In UTF-8 order, which is not that of Java's strings. */
  private static final List<String> ORDERED =
      List.of(
          "",
          "\u0000",
          "\u0000\u0000",
          "\u0000a",
          "a",
          "a\u0000",
          "a\u0001",
          "a/",
          "aa",
          "é",
          "\uffff",
          "😀");

  @Test
  void objectsAndUploadsStandInTheOrderOfTheirKeys() {
    for (var i = 1; i < ORDERED.size(); i++) {
      var one = ORDERED.get(i - 1);
      var other = ORDERED.get(i);
      assertBefore(RowKeys.object(ID, one), RowKeys.object(ID, other));
      assertBefore(RowKeys.upload(ID, one, "zz"), RowKeys.upload(ID, other, "aa"));
      assertBefore(RowKeys.upload(ID, one, "a"), RowKeys.upload(ID, one, "b"));
    }
  }

  private static void assertBefore(byte[] one, byte[] other) {
    assertTrue(Arrays.compareUnsigned(one, other) < 0);
  }

  @Test
  void namesComeBack() {
    for (var key : ORDERED) {
      var upload = RowKeys.uploadName(RowKeys.upload(ID, key, "u\u0000"));
      assertArrayEquals(RowKeys.utf8(key), upload.key());
      assertEquals("u\u0000", upload.uploadId());
      assertArrayEquals(RowKeys.utf8(key), RowKeys.objectName(RowKeys.object(ID, key)));
    }
    assertEquals(70_000, RowKeys.extentNumber(RowKeys.extent(ID, ID, 70_000)));
    var token = RowKeys.token(ID, "t");
    assertArrayEquals(token, RowKeys.expiring(RowKeys.expiry(Samples.NOW, token)));
  }

  @Test
  void extentsStandInTheOrderOfTheirNumbersAndGarbageInThatOfTime() {
    assertBefore(RowKeys.extent(ID, ID, 255), RowKeys.extent(ID, ID, 256));
    assertBefore(
        RowKeys.garbage(Instant.ofEpochMilli(255), Samples.id(9)),
        RowKeys.garbage(Instant.ofEpochMilli(256), Samples.id(1)));
  }

  @Test
  void behindAPrefixIsBehindAllThatHaveIt() {
    assertArrayEquals(new byte[] {1, 3}, RowKeys.behind(new byte[] {1, 2}));
    assertArrayEquals(new byte[] {2}, RowKeys.behind(new byte[] {1, -1, -1}));
    assertThrows(IllegalArgumentException.class, () -> RowKeys.behind(new byte[] {-1}));
  }

  @Test
  void uploadsOfOneIdUnderTwoKeysHaveTwoGroups() {
    assertTrue(!RowKeys.uploadGroup("a", "bu").equals(RowKeys.uploadGroup("ab", "u")));
  }
}
