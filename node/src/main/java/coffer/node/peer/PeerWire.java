package coffer.node.peer;

import coffer.node.tls.NodeTls;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/** What a connection of another node goes through, and its limits. */
final class PeerWire extends ChannelInitializer<SocketChannel> {
  static final int BACKLOG = 256;

  /**
   * Of a body to come, of a handler that forgets to answer (callers have shorter timeouts), of a
   * caller that does not read, and of a connection that is not used: longer than callers keep one.
   */
  static final Duration WAIT_MAX = Duration.ofSeconds(30);

  static final int HEADERS_MAX = 16;

  private static final int CONNECTIONS_MAX = 1_024;
  private static final int LINE_CHARS_MAX = 4 * 1024;
  private static final int HEAD_CHARS_MAX = 8 * 1024;
  private static final int CONTENT_BYTES_MAX = 64 * 1024;

  private final NodeTls tls;
  private final ChannelGroup open;
  private final PeerChannel.Calls calls;
  private final Duration waitMax;

  PeerWire(NodeTls tls, ChannelGroup open, PeerChannel.Calls calls, Duration waitMax) {
    this.tls = tls;
    this.open = open;
    this.calls = calls;
    this.waitMax = waitMax;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (open.size() >= CONNECTIONS_MAX) {
      channel.close();
      return;
    }
    open.add(channel);
    var handshake = new SslHandler(tls.serverEngineForStrangersToo());
    channel
        .pipeline()
        .addLast(
            handshake,
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(LINE_CHARS_MAX)
                    .setMaxHeaderSize(HEAD_CHARS_MAX)
                    .setMaxChunkSize(CONTENT_BYTES_MAX)),
            new PeerChannel(calls, () -> NodeTls.peer(handshake.engine().getSession()), waitMax));
  }
}
