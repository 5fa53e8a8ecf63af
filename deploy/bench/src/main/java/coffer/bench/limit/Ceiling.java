package coffer.bench.limit;

import coffer.bench.turn.Figure;
import coffer.bench.turn.ServerProcesses;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turns;
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
   * Operations/s, of one turn.
   *
   * @param seconds of it, and of the warm-up before
   */
  public double rate(Case doing, Load load, int seconds) throws IOException, InterruptedException {
    var measured =
        new Turns(List.of(side), load.unpaced(seconds), 1)
            .run(doing, (done, by, number, turn) -> {});
    return measured.first().spread(Figure.RATE).median();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
