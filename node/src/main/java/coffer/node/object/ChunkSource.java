package coffer.node.object;

import coffer.kms.stage.StageFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of some chunks of a run, in order, each in one element. Some chunks are read ahead,
 * and one is opened ahead. A stream that ends early keeps nothing, not even what is still being
 * read then: that is let go of as soon as it comes.
 */
final class ChunkSource extends GraphStage<SourceShape<ByteString>> {
  private final Outlet<ByteString> out = Outlet.create("plaintext");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final CopiesOfRun copies;
  private final int first;
  private final int last;
  private final int inFlightMax;

  /**
   * @param last inclusive
   * @param inFlightMax chunks that are read, or wait to be opened, at a time
   */
  ChunkSource(CopiesOfRun copies, int first, int last, int inFlightMax) {
    this.copies = copies;
    this.first = first;
    this.last = last;
    this.inFlightMax = inFlightMax;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  /** What reading a chunk has come to. */
  private sealed interface Outcome {
    record Read(CopiesOfRun.Chunk chunk) implements Outcome {}

    record Failed(Throwable cause) implements Outcome {}
  }

  private final class Logic extends GraphStageLogic {
    private final AsyncCallback<Done> arrived = createAsyncCallback(signal -> goOn());
    private final AsyncCallback<ByteString> opened = createAsyncCallback(this::onOpened);
    private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
    private final Deque<AtomicReference<@Nullable Outcome>> reads = new ArrayDeque<>();
    private volatile boolean stopped;
    private int next = first;
    private int emitted = first;
    private boolean opening;
    private @Nullable ByteString ready;

    private Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              goOn();
            }
          });
    }

    @Override
    public void preStart() {
      readAhead();
    }

    @Override
    public void postStop() {
      stopped = true;
      reads.forEach(this::letGo);
      ready = null;
    }

    private void letGo(AtomicReference<@Nullable Outcome> read) {
      if (read.getAndSet(null) instanceof Outcome.Read(var chunk)) {
        copies.unused(chunk);
      }
    }

    private void readAhead() {
      while (reads.size() < inFlightMax && next <= last) {
        var read = new AtomicReference<@Nullable Outcome>();
        reads.add(read);
        copies
            .read(next++)
            .whenComplete(
                (chunk, failure) -> {
                  // Not with the signal: that lies in the actor's mailbox until its turn comes.
                  read.set(failure == null ? new Outcome.Read(chunk) : new Outcome.Failed(failure));
                  if (stopped) {
                    letGo(read);
                  } else {
                    arrived.invoke(Done.getInstance());
                  }
                });
      }
    }

    private void goOn() {
      emit();
      var outcome = ready != null || opening || reads.isEmpty() ? null : reads.getFirst().get();
      if (outcome != null) {
        reads.removeFirst();
        readAhead();
        switch (outcome) {
          case Outcome.Read(var chunk) -> open(chunk);
          case Outcome.Failed(var cause) -> failStage(StageFailure.cause(cause));
        }
      }
    }

    private void open(CopiesOfRun.Chunk chunk) {
      CompletionStage<ByteString> plain = copies.open(chunk);
      var now = plain.toCompletableFuture();
      if (now.isDone() && !now.isCompletedExceptionally()) {
        onOpened(now.join());
        return;
      }
      opening = true;
      plain.whenComplete(
          (bytes, failure) -> {
            if (failure == null) {
              opened.invoke(bytes);
            } else {
              failed.invoke(StageFailure.cause(failure));
            }
          });
    }

    private void onOpened(ByteString plain) {
      opening = false;
      ready = plain;
      emit();
    }

    private void emit() {
      if (ready != null && isAvailable(out)) {
        push(out, ready);
        ready = null;
        if (emitted++ == last) {
          complete(out);
        }
      }
    }
  }
}
