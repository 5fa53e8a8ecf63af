package coffer.node.peer;

import coffer.node.peer.PeerHandler.BodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a blocking writer writes, as a stream: on a virtual thread, no faster than it is taken. A
 * writer that fails cuts the connection, so that nobody takes the part for the whole.
 */
final class BodySource {
  private static final Logger LOG = LoggerFactory.getLogger(BodySource.class);
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int CHUNKS_AHEAD = 4;
  private static final int WAIT_SECONDS_MAX = 30;

  private BodySource() {}

  static Source<ByteString, ?> of(BodyWriter writer) {
    return Source.<ByteString>queue(CHUNKS_AHEAD, OverflowStrategy.backpressure())
        .mapMaterializedValue(
            queue -> Thread.ofVirtual().name("peer-answer").start(() -> write(writer, queue)));
  }

  private static void write(BodyWriter writer, SourceQueueWithComplete<ByteString> queue) {
    try (var body = new Chunks(queue)) {
      writer.writeTo(body);
      body.flush();
      queue.complete();
    } catch (IOException | RuntimeException failed) {
      LOG.debug("an answer was cut off: {}", failed.toString());
      queue.fail(new IOException("the answer was cut off"));
    }
  }

  private static final class Chunks extends OutputStream {
    private final SourceQueueWithComplete<ByteString> queue;
    private byte[] chunk = new byte[CHUNK_BYTES];
    private int length;

    Chunks(SourceQueueWithComplete<ByteString> queue) {
      this.queue = queue;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int from = offset;
      int left = count;
      while (left > 0) {
        int part = Math.min(left, chunk.length - length);
        System.arraycopy(bytes, from, chunk, length, part);
        length += part;
        from += part;
        left -= part;
        if (length == chunk.length) {
          flush();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      if (length == 0) {
        return;
      }
      var full = length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
      if (full == chunk) {
        chunk = new byte[CHUNK_BYTES];
      }
      length = 0;
      try {
        var taken =
            queue
                .offer(ByteString.fromArrayUnsafe(full))
                .toCompletableFuture()
                .get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        if (taken != QueueOfferResult.enqueued()) {
          throw new IOException("nobody reads the answer any more");
        }
      } catch (ExecutionException | TimeoutException | InterruptedException gone) {
        throw new IOException("nobody reads the answer any more", gone);
      }
    }
  }
}
