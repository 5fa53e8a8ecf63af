package coffer.bench.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;

/**
 * Without TLS. The kernel copies between its own memory and the buffers, and nothing else does: a
 * {@link java.net.Socket} with a time limit makes three calls for each read, and one copy more.
 */
public final class PlainWire implements Wire {
  private static final long NOT_WAITING = 0;

  private final SocketChannel channel;
  private final Silence silence;
  private volatile long waitingSince = NOT_WAITING;

  /** A connection that is open. */
  public PlainWire(SocketChannel channel) throws IOException {
    this(channel, Silence.USUAL);
  }

  PlainWire(SocketChannel channel, Silence silence) throws IOException {
    this.channel = channel;
    this.silence = silence;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    silence.watch(this);
  }

  /** Connects. */
  static PlainWire to(Endpoint endpoint, Silence silence) throws IOException {
    var address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(endpoint.host());
    }
    return new PlainWire(SocketChannel.open(address), silence);
  }

  @Override
  public ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    waitingSince = Math.max(1, System.nanoTime());
    try {
      return channel.read(into);
    } catch (AsynchronousCloseException cut) {
      throw new IOException("the server said nothing for " + silence.limit().toSeconds() + " s");
    } finally {
      waitingSince = NOT_WAITING;
    }
  }

  @Override
  public void write(ByteBuffer... pieces) throws IOException {
    var last = pieces[pieces.length - 1];
    while (last.hasRemaining()) {
      channel.write(pieces);
    }
  }

  /** Whether a read has waited for so long. */
  boolean silentFor(long nanos) {
    long since = waitingSince;
    return since != NOT_WAITING && System.nanoTime() - since > nanos;
  }

  @Override
  public void close() throws IOException {
    silence.forget(this);
    channel.close();
  }
}
