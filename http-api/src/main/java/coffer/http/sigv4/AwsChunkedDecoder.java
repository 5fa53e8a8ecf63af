package coffer.http.sigv4;

import coffer.http.error.S3Exception;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** Takes the aws-chunked transfer coding off a body; see {@link AwsChunks} for what it checks. */
public final class AwsChunkedDecoder extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("AwsChunked.in");
  private final Outlet<ByteString> out = Outlet.create("AwsChunked.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final AwsChunks chunks;

  /**
   * @param chunks of this one body; a stage is materialised once
   */
  public AwsChunkedDecoder(AwsChunks chunks) {
    this.chunks = chunks;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    var logic = new Logic(shape);
    logic.handle(in, out, chunks);
    return logic;
  }

  /** Moves bytes between the ports. */
  private static final class Logic extends GraphStageLogic {
    Logic(FlowShape<ByteString, ByteString> shape) {
      super(shape);
    }

    void handle(Inlet<ByteString> in, Outlet<ByteString> out, AwsChunks chunks) {
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              List<ByteString> decoded;
              try {
                decoded = chunks.decode(grab(in).toArrayUnsafe());
              } catch (S3Exception refused) {
                failStage(refused);
                return;
              }
              if (decoded.isEmpty()) {
                pull(in);
              } else {
                emitMultiple(out, decoded.iterator());
              }
            }

            @Override
            public void onPull() {
              pull(in);
            }

            @Override
            public void onUpstreamFinish() {
              try {
                chunks.finish();
                completeStage();
              } catch (S3Exception refused) {
                failStage(refused);
              }
            }
          });
    }
  }
}
