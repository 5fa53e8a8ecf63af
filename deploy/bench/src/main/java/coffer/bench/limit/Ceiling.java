package coffer.bench.limit;

import coffer.bench.turn.ServerProcesses;
import coffer.bench.turn.Side;
import coffer.bench.wire.Target;
import coffer.bench.wire.Trust;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import coffer.bench.work.Stage;
import java.io.IOException;
import java.util.List;

/** The client's own limit: the same requests to a server in this process that does nothing. */
public final class Ceiling implements AutoCloseable {
  private final CeilingServer server;
  private final Side side;

  /**
   * @param like whose requests are imitated
   */
  public Ceiling(Target like) throws IOException {
    server = new CeilingServer();
    var target = like.at("ceiling", List.of(server.endpoint()));
    side = new Side(new Stage(target, Trust.usual()), ServerProcesses.of(List.of()));
  }

  /** To be measured as a server is. */
  public Side side() {
    return side;
  }

  /**
   * Operations/s.
   *
   * @param seconds of a turn, of which there are three at least
   */
  public double rate(Case doing, Load load, int seconds) throws IOException, InterruptedException {
    return BestTurn.of(side, doing, load, seconds).rate();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
