package coffer.http.operation;

import coffer.http.checksum.BodyDigests;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Computes and checks digests of what passes. The future completes, or fails, before the stream
 * does, and always.
 *
 * <p>Long bodies are digested beside the stream, which encrypts them meanwhile: SHA-256 and CRC are
 * half of what a large PUT computes. At most {@value #BEHIND_MAX} pieces wait for that.
 */
final class DigestStage extends GraphStage<FlowShape<ByteString, ByteString>> {
  /** Waking another thread for less takes as long as the digests. */
  private static final long LONG_BYTES_MIN = 512 << 10;

  private static final int BEHIND_MAX = 16;
  private static final CompletableFuture<Void> DIGESTED = CompletableFuture.completedFuture(null);

  private final Inlet<ByteString> in = Inlet.create("Digest.in");
  private final Outlet<ByteString> out = Outlet.create("Digest.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final BodyDigests digests;
  private final boolean beside;
  private final CompletableFuture<Body.Digests> result;

  /**
   * @param length of the body, when it is known
   */
  DigestStage(BodyDigests digests, OptionalLong length, CompletableFuture<Body.Digests> result) {
    this.digests = digests;
    this.beside = length.orElse(Long.MAX_VALUE) >= LONG_BYTES_MIN;
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
    return new Logic();
  }

  /** Moves bytes between the ports. */
  private final class Logic extends GraphStageLogic {
    /** Pieces that are digested beside the stream, in order. */
    private final ArrayDeque<CompletableFuture<Void>> behind = new ArrayDeque<>();

    private final AsyncCallback<Done> advanced = createAsyncCallback(done -> goOn());
    private boolean ended;

    private Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              attempt(() -> pass(grab(in)));
            }

            @Override
            public void onPull() {
              goOn();
            }

            @Override
            public void onUpstreamFinish() {
              ended = true;
              goOn();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              fail(failure);
            }
          });
    }

    private void pass(ByteString bytes) {
      digests.admit(bytes.size());
      var array = bytes.toArrayUnsafe();
      if (beside) {
        var before = behind.isEmpty() ? DIGESTED : behind.getLast();
        behind.add(
            before.thenRunAsync(() -> digests.digest(array), materializer().executionContext()));
      } else {
        digests.digest(array);
      }
      push(out, bytes);
    }

    /** Asks for more, or ends, unless that has to wait for digests. */
    private void goOn() {
      while (!behind.isEmpty() && behind.getFirst().isDone()) {
        var digested = behind.removeFirst();
        if (digested.isCompletedExceptionally()) {
          fail(digested.exceptionNow());
          return;
        }
      }
      if (behind.size() >= BEHIND_MAX || (ended && !behind.isEmpty())) {
        behind.getFirst().whenComplete((done, failure) -> advanced.invoke(Done.getInstance()));
      } else if (ended) {
        attempt(this::finish);
      } else if (isAvailable(out) && !hasBeenPulled(in)) {
        pull(in);
      }
    }

    private void finish() {
      result.complete(DigestStage.digests(digests.finish()));
      completeStage();
    }

    private void attempt(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException failed) {
        fail(failed);
      }
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
