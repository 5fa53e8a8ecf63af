package coffer.node.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.peer.PeerException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PeerPoolTest {
  private final PeerPool pool = new PeerPool();

  @Test
  void aConnectionThatIsGivenBackIsKept() throws IOException {
    pool.giveBack(PeerConnection.unconnected());
    assertFalse(pool.unused());
    pool.retire();
    assertTrue(pool.unused());
  }

  @Test
  void aRetiredPoolKeepsNothingThatIsGivenBackLater() throws Exception {
    pool.enter(false, 0);
    var connection = pool.take().connection();
    pool.retire();
    pool.giveBack(connection);
    pool.leave(false);
    assertTrue(pool.unused());
    assertFalse(pool.take().connected());
  }

  @Test
  void aCallForWhichThereIsNoPlaceInTimeWasNotSent() throws Exception {
    for (int call = 0; call < PeerPool.CALLS; call++) {
      pool.enter(false, 0);
    }
    var refused = assertThrows(PeerException.class, () -> pool.enter(false, 1));
    assertEquals(Kind.UNREACHED, refused.kind());
    pool.enter(true, 0);
    pool.leave(false);
    pool.enter(false, 0);
  }
}
