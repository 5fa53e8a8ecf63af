package coffer.node.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.envelope.SegmentEncryptor;
import coffer.kms.envelope.Segments;
import coffer.node.chunk.RunStore;
import coffer.node.chunk.RunWriter;
import coffer.node.index.record.Extent;
import coffer.node.placement.Scope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts a stream as it arrives and stores the ciphertext. A segment waits in one buffer, a chunk
 * in another; two chunks at most are on their way to the store before the stream is made to wait,
 * so that a stream of any length needs about 3 MiB, or, where there is no more, one, and nothing
 * before that is granted. Short streams never leave memory and become {@link Extent.Inline}.
 *
 * <p>A segment is sealed when the byte behind it arrives or the stream ends, since the last one is
 * marked as such. When the stream fails or is cut off, what was stored is taken back.
 */
final class StreamSink
    extends AbstractGraphStageWithMaterializedValue<
        SinkShape<ByteString>, CompletionStage<StreamSink.Written>> {
  /** Ciphertext of at most this many bytes is kept in the index. */
  static final int INLINE_BYTES_MAX = 16 * 1024;

  private static final int CHUNKS_IN_FLIGHT_MAX = 2;
  private static final byte[] NO_BYTES = {};

  /** What was stored. */
  record Written(long plainLength, Extent.Location location) {}

  private final Inlet<ByteString> in = Inlet.create("plaintext");
  private final SinkShape<ByteString> shape = SinkShape.of(in);
  private final SegmentEncryptor encryptor;
  private final RunStore runs;
  private final Scope scope;
  private final OptionalLong announced;
  private final StreamMemory memory;

  /**
   * @param encryptor fresh; this sink can be materialized once
   * @param scope where the run belongs
   * @param announced plaintext length; a longer stream fails with IncompleteBody
   * @param memory for the buffers, shared with other streams
   */
  StreamSink(
      SegmentEncryptor encryptor,
      RunStore runs,
      Scope scope,
      OptionalLong announced,
      StreamMemory memory) {
    this.encryptor = encryptor;
    this.runs = runs;
    this.scope = scope;
    this.announced = announced;
    this.memory = memory;
  }

  @Override
  public SinkShape<ByteString> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, CompletionStage<Written>> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    var logic = new Logic();
    return Pair.create(logic, logic.written);
  }

  /**
   * Ends a run, or gives it up. The store keeps the order, and remembers a chunk that failed, so
   * one stage tells all.
   */
  static CompletionStage<Written> finished(RunWriter writer, long plainLength, long storedLength) {
    return writer
        .finish()
        .whenComplete(
            (nothing, cause) -> {
              if (cause != null) {
                writer.abandon();
              }
            })
        .thenApply(
            nothing -> new Written(plainLength, new Extent.Run(writer.runId(), storedLength)));
  }

  private final class Logic extends GraphStageLogic {
    private final CompletableFuture<Written> written = new CompletableFuture<>();
    private final long lengthMax = announced.orElse(Segments.STREAM_PLAIN_BYTES_MAX);
    private final int segmentLength = (int) Math.min(lengthMax, Segments.PLAIN_BYTES);
    private byte[] segment = NO_BYTES;
    private final AsyncCallback<byte[]> stored = createAsyncCallback(this::onStored);
    private final AsyncCallback<Throwable> failed = createAsyncCallback(this::fail);
    private int segmentFill;
    private long plainLength;
    private byte[] chunk = NO_BYTES;
    private int chunkFill;
    private long storedBefore;
    private byte @Nullable [] spare;
    private final AtomicInteger holders = new AtomicInteger(1);
    private long reserved;
    private long asked;
    private @Nullable CompletionStage<Void> first;
    private int inFlight;
    private volatile boolean ended;
    private @Nullable RunWriter writer;

    private Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              attempt(() -> accept(grab(in)));
              pullIfRoom();
            }

            @Override
            public void onUpstreamFinish() {
              attempt(Logic.this::end);
              completeStage();
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              fail(cause);
            }
          });
    }

    @Override
    public void preStart() {
      var granted = createAsyncCallback((Done signal) -> begin());
      asked = wanted();
      first = memory.reserve(asked);
      first.whenComplete(
          (nothing, refused) -> {
            if (refused == null) {
              granted.invoke(Done.getInstance());
            } else {
              failed.invoke(refused);
            }
          });
    }

    private void begin() {
      reserved = asked;
      segment = new byte[segmentLength];
      pullIfRoom();
    }

    /** Every way out that is not a success comes through here with the stream not ended. */
    @Override
    public void postStop() {
      releaseMemory();
      segment = NO_BYTES;
      chunk = NO_BYTES;
      spare = null;
      if (!ended) {
        written.completeExceptionally(new S3Exception(S3Error.IncompleteBody));
        if (writer != null) {
          writer.abandon();
        }
      }
    }

    private void attempt(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException cause) {
        fail(cause);
      }
    }

    private void fail(Throwable cause) {
      written.completeExceptionally(cause);
      failStage(cause);
    }

    /** What was granted after the end goes back as well. */
    private void releaseMemory() {
      if (reserved > 0) {
        letGo();
      } else if (first != null) {
        first.thenAccept(nothing -> memory.release(asked));
      }
    }

    /** The stream and each chunk that is on its way hold the memory together. */
    private void letGo() {
      if (holders.decrementAndGet() == 0) {
        memory.release(reserved);
      }
    }

    private void pullIfRoom() {
      if (inFlight < CHUNKS_IN_FLIGHT_MAX
          && !hasBeenPulled(in)
          && !isClosed(in)
          && reserved > 0
          && hasBuffer()) {
        pull(in);
      }
    }

    /** For the chunk that is being filled, beside those in flight. */
    private boolean hasBuffer() {
      long more = wanted() - reserved;
      if (more <= 0) {
        return true;
      }
      if (memory.reserveNow(more)) {
        reserved += more;
        return true;
      }
      // The buffer of one in flight comes back.
      return inFlight == 0;
    }

    private long wanted() {
      return segmentLength
          + Math.min(storedLength().orElse(Long.MAX_VALUE), (inFlight + 1L) * RunStore.CHUNK_BYTES);
    }

    private void accept(ByteString bytes) {
      plainLength += bytes.size();
      if (plainLength > lengthMax) {
        throw new S3Exception(S3Error.IncompleteBody);
      }
      for (ByteBuffer buffer : bytes.getByteBuffers()) {
        while (buffer.hasRemaining()) {
          if (segmentFill == Segments.PLAIN_BYTES) {
            seal(false);
          }
          int taken = Math.min(buffer.remaining(), Segments.PLAIN_BYTES - segmentFill);
          buffer.get(segment, segmentFill, taken);
          segmentFill += taken;
        }
      }
    }

    private void seal(boolean last) {
      int sealedLength = segmentFill + Segments.TAG_BYTES;
      if (chunk.length < chunkFill + sealedLength) {
        chunk = chunkBuffer(sealedLength);
      }
      chunkFill += encryptor.seal(segment, 0, segmentFill, last, chunk, chunkFill);
      segmentFill = 0;
      if (chunkFill == RunStore.CHUNK_BYTES) {
        store();
      }
    }

    /** As large as the stream can need, and a whole chunk where that is not known. */
    private byte[] chunkBuffer(int needed) {
      if (spare != null) {
        var reused = spare;
        spare = null;
        return reused;
      }
      long rest = storedLength().orElse(Long.MAX_VALUE) - storedBefore;
      return new byte[(int) Math.max(needed, Math.min(rest, RunStore.CHUNK_BYTES))];
    }

    private OptionalLong storedLength() {
      return announced.isPresent()
          ? OptionalLong.of(Segments.storedLength(announced.getAsLong()))
          : OptionalLong.empty();
    }

    private void store() {
      var to = writer == null ? runs.begin(scope, storedLength()) : writer;
      writer = to;
      var full = chunk;
      inFlight++;
      storedBefore += chunkFill;
      holders.incrementAndGet();
      to.append(full, chunkFill)
          .whenComplete(
              (nothing, cause) -> {
                letGo();
                if (cause == null) {
                  // Nothing is pulled any more after the end.
                  if (!ended) {
                    stored.invoke(full);
                  }
                } else {
                  failed.invoke(cause);
                }
              });
      chunk = NO_BYTES;
      chunkFill = 0;
    }

    private void onStored(byte[] buffer) {
      inFlight--;
      boolean mine = writer != null && !writer.keepsBytes();
      spare = mine && buffer.length == RunStore.CHUNK_BYTES ? buffer : null;
      pullIfRoom();
    }

    private void end() {
      if (announced.isPresent() && plainLength != announced.getAsLong()) {
        throw new S3Exception(S3Error.IncompleteBody);
      }
      seal(true);
      if (writer == null && chunkFill <= INLINE_BYTES_MAX) {
        runs.requireRoom(chunkFill);
        ended = true;
        var ciphertext = chunk.length == chunkFill ? chunk : Arrays.copyOf(chunk, chunkFill);
        written.complete(new Written(plainLength, new Extent.Inline(ciphertext)));
        return;
      }
      if (chunkFill > 0) {
        store();
      }
      finish(Objects.requireNonNull(writer));
    }

    private void finish(RunWriter writer) {
      ended = true;
      finished(writer, plainLength, storedBefore)
          .whenComplete(
              (stored, cause) -> {
                if (cause == null) {
                  written.complete(stored);
                } else {
                  written.completeExceptionally(cause);
                }
              });
    }
  }
}
