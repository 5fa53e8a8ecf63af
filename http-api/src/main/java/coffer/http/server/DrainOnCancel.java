package coffer.http.server;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** Passes bytes on; once cancelled, reads and drops up to a limit before it cancels upstream. */
final class DrainOnCancel extends GraphStage<FlowShape<ByteString, ByteString>> {
  private static final long DRAIN_BYTES_MAX = 8L * 1024 * 1024;

  private final Inlet<ByteString> in = Inlet.create("Drain.in");
  private final Outlet<ByteString> out = Outlet.create("Drain.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final CompletableFuture<Void> ended;

  /**
   * @param ended completes when nothing more will be read
   */
  DrainOnCancel(CompletableFuture<Void> ended) {
    this.ended = ended;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    var logic = new Logic(shape, ended);
    logic.handle(in, out);
    return logic;
  }

  /** Moves bytes between the ports. */
  private static final class Logic extends GraphStageLogic {
    private final CompletableFuture<Void> ended;
    private boolean cancelled;
    private long dropped;

    Logic(FlowShape<ByteString, ByteString> shape, CompletableFuture<Void> ended) {
      super(shape);
      this.ended = ended;
    }

    void handle(Inlet<ByteString> in, Outlet<ByteString> out) {
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              var bytes = grab(in);
              if (!cancelled) {
                push(out, bytes);
                return;
              }
              dropped += bytes.size();
              if (dropped > DRAIN_BYTES_MAX) {
                completeStage();
              } else {
                pull(in);
              }
            }

            @Override
            public void onPull() {
              pull(in);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancelled = true;
              if (isClosed(in)) {
                completeStage();
              } else if (!hasBeenPulled(in)) {
                pull(in);
              }
            }
          });
    }

    @Override
    public void postStop() {
      ended.complete(null);
    }
  }
}
