package coffer.node.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A body of any length, sent in chunks and no faster than it is taken. */
final class AnswerBody extends OutputStream {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int CHUNKS_AHEAD = 4;

  private final Channel channel;
  private final long waitMillisMax;
  private final ChannelFutureListener taken;
  private final ArrayDeque<ChannelFuture> ahead = new ArrayDeque<>();
  private byte[] chunk = new byte[CHUNK_BYTES];
  private int length;

  /**
   * @param waitMillisMax for a chunk to be taken
   * @param taken told of each chunk
   */
  AnswerBody(Channel channel, long waitMillisMax, ChannelFutureListener taken) {
    this.channel = channel;
    this.waitMillisMax = waitMillisMax;
    this.taken = taken;
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
    if (ahead.size() == CHUNKS_AHEAD) {
      awaitTaken(ahead.removeFirst());
    }
    var full = length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
    if (full == chunk) {
      chunk = new byte[CHUNK_BYTES];
    }
    length = 0;
    ahead.addLast(
        channel
            .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(full)))
            .addListener(taken));
  }

  private void awaitTaken(ChannelFuture written) throws IOException {
    try {
      if (!written.await(waitMillisMax, TimeUnit.MILLISECONDS) || !written.isSuccess()) {
        throw new IOException("nobody reads the answer any more");
      }
    } catch (InterruptedException gone) {
      throw new IOException("nobody reads the answer any more", gone);
    }
  }
}
