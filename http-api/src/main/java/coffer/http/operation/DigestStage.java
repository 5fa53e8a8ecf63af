package coffer.http.operation;

import coffer.http.checksum.BodyDigests;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Computes and checks digests of what passes. The future completes, or fails, before the stream
 * does, and always.
 */
final class DigestStage extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("Digest.in");
  private final Outlet<ByteString> out = Outlet.create("Digest.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final BodyDigests digests;
  private final CompletableFuture<Body.Digests> result;

  DigestStage(BodyDigests digests, CompletableFuture<Body.Digests> result) {
    this.digests = digests;
    this.result = result;
  }

  static Body.Digests digests(BodyDigests.Computed computed) {
    return new Body.Digests(computed.length(), Optional.of(computed.checksum()), computed.md5Hex());
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    var logic = new Logic(shape, result);
    logic.handle(in, out, digests);
    return logic;
  }

  /** Moves bytes between the ports. */
  private static final class Logic extends GraphStageLogic {
    private final CompletableFuture<Body.Digests> result;

    Logic(FlowShape<ByteString, ByteString> shape, CompletableFuture<Body.Digests> result) {
      super(shape);
      this.result = result;
    }

    void handle(Inlet<ByteString> in, Outlet<ByteString> out, BodyDigests digests) {
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              var bytes = grab(in);
              try {
                digests.update(bytes.toArrayUnsafe());
                push(out, bytes);
              } catch (S3Exception refused) {
                fail(refused);
              }
            }

            @Override
            public void onPull() {
              pull(in);
            }

            @Override
            public void onUpstreamFinish() {
              try {
                result.complete(DigestStage.digests(digests.finish()));
                completeStage();
              } catch (S3Exception refused) {
                fail(refused);
              }
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              fail(failure);
            }
          });
    }

    private void fail(Throwable failure) {
      result.completeExceptionally(failure);
      failStage(failure);
    }

    @Override
    public void postStop() {
      // Cancelled, or the actor system stopped: whoever waits must not wait for ever.
      result.completeExceptionally(new S3Exception(S3Error.IncompleteBody));
    }
  }
}
