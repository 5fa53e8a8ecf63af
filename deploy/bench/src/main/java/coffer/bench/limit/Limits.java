package coffer.bench.limit;

import coffer.bench.turn.Side;
import coffer.bench.wire.Target;
import coffer.bench.work.Case;
import coffer.bench.work.Load;
import java.io.IOException;

/** The machine's limits, and with them the limit of each case. */
public final class Limits implements AutoCloseable {
  private static final int HTTP_SECONDS = 2;

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

  /** Measures bare HTTP with a case, and adds what it does not do. */
  public Floor floor(Case doing, Load load) throws IOException, InterruptedException {
    var best = BestTurn.of(http(), doing, load, HTTP_SECONDS);
    var did = new Floor.Http(best.rate(), best.cpuMicros(), best.bytes());
    return Floor.of(doing, signedBodies, did, machine);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
