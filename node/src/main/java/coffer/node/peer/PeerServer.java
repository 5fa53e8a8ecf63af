package coffer.node.peer;

import coffer.node.peer.Admission.Accepted;
import coffer.node.peer.Admission.Turned;
import coffer.node.tls.NodeName;
import coffer.node.tls.NodeTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers the calls of other nodes: HTTPS with certificates on both sides. Who has none of this
 * cluster is not answered, but for the calls that are {@link #registerForStrangers registered for
 * strangers}.
 */
public final class PeerServer implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Of all calls that are being read or answered. */
  private static final long BODIES_BYTES_MAX =
      Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 4);

  private final NodeTls tls;
  private final ConcurrentSkipListMap<String, PeerHandler> handlers =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(path -> path));
  private final ConcurrentSkipListMap<String, StrangerHandler> forStrangers =
      new ConcurrentSkipListMap<>();
  private final AtomicLong bodies = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;

  private PeerServer(NodeTls tls, String host, int port, Duration waitMax) throws IOException {
    this.tls = tls;
    this.loops =
        new NioEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("peer-server", true));
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, PeerWire.BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new PeerWire(tls, connections, new Arriving(), waitMax))
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(bound.cause());
    }
    this.listening = bound.channel();
  }

  /**
   * Listens. Calls are refused with 503 until their handler is registered.
   *
   * @param port 0 for any free one
   */
  public static PeerServer bind(NodeTls tls, String host, int port) throws IOException {
    return bind(tls, host, port, PeerWire.WAIT_MAX);
  }

  static PeerServer bind(NodeTls tls, String host, int port, Duration waitMax) throws IOException {
    return new PeerServer(tls, host, port, waitMax);
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * From now on answers calls whose path begins with {@code prefix}; of several, the longest
   * counts.
   */
  public void register(String prefix, PeerHandler handler) {
    handlers.put(prefix, handler);
  }

  /** From now on answers POST of exactly this path, whoever calls. */
  public void registerForStrangers(String path, StrangerHandler handler) {
    forStrangers.put(path, handler);
  }

  private final class Arriving implements PeerChannel.Calls {
    @Override
    public Admission admit(HttpRequest head, Optional<NodeName> caller, InetAddress from) {
      var path = head.uri();
      var stranger = forStrangers.get(path);
      if (stranger != null) {
        return head.method().equals(HttpMethod.POST)
            ? new Accepted(
                body -> stranger.handle(from, body), StrangerHandler.BODY_BYTES_MAX, false)
            : new Turned(HttpResponseStatus.METHOD_NOT_ALLOWED, "", false);
      }
      var known = caller.filter(name -> name.cluster().equals(tls.name().cluster()));
      if (known.isEmpty()) {
        return new Turned(HttpResponseStatus.FORBIDDEN, "", false);
      }
      for (Map.Entry<String, PeerHandler> entry : handlers.entrySet()) {
        if (path.startsWith(entry.getKey())) {
          var handler = entry.getValue();
          var rest = path.substring(entry.getKey().length());
          return new Accepted(
              body -> handler.handle(new PeerHandler.Call(known.get(), rest, body)),
              PeerCalls.BODY_BYTES_MAX,
              true);
        }
      }
      return new Turned(HttpResponseStatus.SERVICE_UNAVAILABLE, "nobody answers here", true);
    }

    @Override
    public boolean reserve(long bytes) {
      if (bodies.addAndGet(bytes) > BODIES_BYTES_MAX) {
        bodies.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    @Override
    public void release(long bytes) {
      bodies.addAndGet(-bytes);
    }
  }

  /** Lets calls in flight end for a moment, then cuts them. Blocks. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    listening.close().awaitUninterruptibly();
    for (var connection : connections) {
      PeerChannel.drain(connection);
    }
    connections.newCloseFuture().awaitUninterruptibly(DRAIN.toMillis());
    connections.close().awaitUninterruptibly(DRAIN.toMillis());
    loops.shutdownGracefully(0, DRAIN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
