package coffer.bench.limit;

import coffer.bench.turn.Figure;
import coffer.bench.turn.Side;
import coffer.bench.turn.Turn;
import coffer.bench.turn.Turns;
import coffer.bench.wire.Target;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import java.io.IOException;
import java.util.List;

/** The machine's limits, and with them the limit of each case. */
public final class Limits implements AutoCloseable {
  private static final int HTTP_SECONDS = 3;

  private final Machine machine;
  private final boolean signedBodies;
  private final BareHttp http;

  /**
   * @param like whose requests are imitated
   */
  public Limits(Machine machine, Target like) throws IOException {
    this.machine = machine;
    this.signedBodies = like.signBodies();
    this.http = new BareHttp(like);
  }

  /** Bare Pekko HTTP, to be measured as a server is. */
  public Side http() {
    return http.side();
  }

  /** Measures bare HTTP with a case, three seconds after as many of warm-up. */
  public Floor floor(Case doing, Load load) throws IOException, InterruptedException {
    var measured =
        new Turns(List.of(http()), load.unpaced(HTTP_SECONDS), 1)
            .run(doing, (done, by, number, turn) -> {});
    return floor(doing, measured.first().turns().getFirst());
  }

  /** From what bare HTTP did. */
  public Floor floor(Case doing, Turn turn) {
    double bytes = (double) turn.bytes() / Math.max(1, turn.operations());
    var did = new Floor.Http(Figure.RATE.of(turn), Figure.CPU.of(turn), bytes);
    return Floor.of(doing, signedBodies, did, machine);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
