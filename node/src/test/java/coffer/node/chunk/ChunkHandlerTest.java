package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.PeerHandler.Call;
import coffer.node.tls.NodeName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkHandlerTest {
  private static final String RUN = "0101a1fd7e765048b24d5cc460a35a7c";
  private static final String TABLE = "0201a1fd7e765048b24d5cc460a35a7c";

  private final MemoryLocalRuns disk = new MemoryLocalRuns(Clock.systemUTC());
  private final List<String> suspected = new ArrayList<>();
  private long nanos;
  private final ChunkHandler handler =
      new ChunkHandler(disk, (run, good) -> suspected.add(run + good), () -> nanos, 5_000_000);

  @Test
  void chunksInOrderBecomeARun() {
    ok("write/" + TABLE + "/0", new byte[10]);
    ok("write/" + TABLE + "/1", new byte[20]);
    assertEquals(409, refused("write/" + TABLE + "/3", new byte[20]));
    assertEquals(409, refused("write/" + TABLE + "/0", new byte[20]));
    assertEquals(409, refused("finish/" + TABLE + "/1"));
    ok("finish/" + TABLE + "/2");
    assertArrayEquals(new byte[20], ok("read/" + TABLE + "/1"));
    assertEquals(404, refused("read/" + TABLE + "/2"));
    assertEquals(409, refused("finish/" + TABLE + "/2"));
    var ids = HexFormat.of().parseHex(RUN + TABLE);
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 2}, ok("held", ids));
    ok("delete", ids);
    assertEquals(404, refused("read/" + TABLE + "/1"));
  }

  @Test
  void whatTheDiskSaysHasAStatus() {
    ok("write/" + RUN + "/0?bytes=10&last", new byte[10]);
    disk.damaged.add(RUN);
    ok("read/" + RUN + "/0");
    assertEquals(410, refused("read/" + RUN + "/0?checked"));
    disk.full = true;
    assertEquals(503, refused("write/" + TABLE + "/0", new byte[1]));
    assertFalse(disk.isOpen(TABLE));
  }

  @Test
  void aRunThatIsLeftIsGivenUp() {
    ok("write/" + TABLE + "/0", new byte[10]);
    nanos += ChunkHandler.IDLE.toNanos() - 1;
    handler.expireIdle();
    ok("write/" + TABLE + "/1", new byte[10]);
    nanos += Duration.ofMinutes(11).toNanos();
    handler.expireIdle();
    assertEquals(409, refused("write/" + TABLE + "/2", new byte[10]));
    assertFalse(disk.isOpen(TABLE));
  }

  @Test
  void aRunThatIsReferredToIsGivenUpSoonerAndItsLateEndTouchesNothing() {
    ok("write/" + TABLE + "/0", new byte[10]);
    nanos += ChunkHandler.LEFT.toNanos() - 1;
    handler.giveUpLeft(TABLE);
    assertTrue(disk.isOpen(TABLE));
    nanos += 1;
    handler.giveUpLeft(TABLE);
    assertFalse(disk.isOpen(TABLE));
    var healed = disk.replace(TABLE, OptionalLong.of(10));
    healed.append(new byte[10], 10);
    healed.finish();
    assertEquals(409, refused("write/" + TABLE + "/1", new byte[10]));
    ok("abandon/" + TABLE);
    ok("read/" + TABLE + "/0");
  }

  @Test
  void whatCameByCallsIsGoneWhenItIsAbandoned() {
    ok("write/" + TABLE + "/0", new byte[10]);
    ok("abandon/" + TABLE);
    assertFalse(disk.isOpen(TABLE));
    assertEquals(404, refused("read/" + TABLE + "/0"));
    ok("write/" + RUN + "/0?bytes=10&last", new byte[10]);
    ok("abandon/" + RUN);
    assertEquals(404, refused("read/" + RUN + "/0"));
  }

  @Test
  void aRunThatWasFetchedMeanwhileStaysWhenAWriterGivesItUp() {
    ok("write/" + TABLE + "/0", new byte[10]);
    ok("abandon/" + TABLE);
    var fetched = disk.replace(TABLE, OptionalLong.of(20));
    fetched.append(new byte[20], 20).toCompletableFuture().join();
    fetched.finish().toCompletableFuture().join();
    ok("abandon/" + TABLE);
    assertArrayEquals(new byte[20], ok("read/" + TABLE + "/0"));
  }

  @Test
  void aSuspectIsPassedOn() {
    ok("verify/" + RUN + "?from=abc");
    assertEquals(List.of(RUN + "abc"), suspected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "write",
        "write/" + RUN,
        "write/" + RUN + "/0",
        "write/" + RUN + "/0?bytes=0",
        "write/" + RUN + "/0?bytes=-1",
        "write/" + RUN + "/0?bytes=1&bytes=1",
        "write/" + RUN + "/0?bytes=99999999999999999999",
        "write/" + RUN + "/1?bytes=5",
        "write/" + RUN + "/0?bytes=1&last&last",
        "write/" + RUN + "/0?bytes=1&",
        "write/" + RUN + "/-1",
        "write/" + RUN + "/+1",
        "write/" + RUN + "/1/",
        "write/" + RUN + "/999999999",
        "write/../0",
        "finish/" + TABLE + "/0?x",
        "read/" + RUN + "/0?checked=1",
        "read/0301a1fd7e765048b24d5cc460a35a7c/0",
        "read/0101A1FD7E765048B24D5CC460A35A7C/0",
        "read/" + RUN + "00/0",
        "delete",
        "held?x",
        "verify/" + RUN,
        "verify/" + RUN + "?from=",
        "verify/" + RUN + "?from=a/b",
        "other/" + RUN
      })
  void anythingElseIsMalformed(String path) {
    assertEquals(400, refused(path, new byte[10]));
  }

  private byte[] ok(String path) {
    return ok(path, new byte[0]);
  }

  private byte[] ok(String path, byte[] body) {
    return assertInstanceOf(Answer.Whole.class, answer(path, body), path).body();
  }

  private int refused(String path) {
    return refused(path, new byte[0]);
  }

  private int refused(String path, byte[] body) {
    return assertInstanceOf(Answer.Refused.class, answer(path, body), path).status();
  }

  private Answer answer(String path, byte[] body) {
    return handler
        .handle(new Call(new NodeName("cluster", "zone", "node"), path, body))
        .toCompletableFuture()
        .join();
  }
}
