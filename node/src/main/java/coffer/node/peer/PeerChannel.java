package coffer.node.peer;

import coffer.node.peer.Admission.Accepted;
import coffer.node.peer.Admission.Handling;
import coffer.node.peer.Admission.Turned;
import coffer.node.peer.PeerHandler.Answer;
import coffer.node.peer.PeerHandler.BodyWriter;
import coffer.node.tls.NodeName;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of another node, or of a stranger: one call at a time, which is answered before
 * the next one comes. Whoever does otherwise is cut off. Everything happens on the connection's
 * event loop.
 */
final class PeerChannel extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(PeerChannel.class);
  private static final int LOOKS = 6;
  private static final byte[] NO_BYTES = {};

  /** Decides about calls. Safe for use by several threads. */
  interface Calls {
    /**
     * @param caller whom the certificate names; empty for a stranger
     */
    Admission admit(HttpRequest head, Optional<NodeName> caller, InetAddress from);

    /** Room for a body, to be given back by {@link #release}; false when there is none. */
    boolean reserve(long bytes);

    void release(long bytes);
  }

  private enum State {
    IDLE,
    READING,
    HANDLING,
    ANSWERING,
    CLOSED
  }

  private final Calls calls;
  private final Supplier<Optional<NodeName>> peer;
  private final long waitNanosMax;
  private @Nullable Optional<NodeName> caller;
  private @Nullable ScheduledFuture<?> looks;
  private State state = State.IDLE;
  private long since = System.nanoTime();
  private boolean lasting = true;
  private boolean draining;

  // Of the call that was read last.
  private Admission admission = new Turned(HttpResponseStatus.BAD_REQUEST, "", false);
  private String path = "";
  private byte[] body = NO_BYTES;
  private int filled;

  /**
   * @param peer whom the certificate names, once hands are shaken
   * @param waitMax for whatever this node waits for, within a sixth of it
   */
  PeerChannel(Calls calls, Supplier<Optional<NodeName>> peer, Duration waitMax) {
    this.calls = calls;
    this.peer = peer;
    this.waitNanosMax = waitMax.toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    long pause = waitNanosMax / LOOKS;
    looks =
        context
            .executor()
            .scheduleWithFixedDelay(() -> look(context), pause, pause, TimeUnit.NANOSECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (state == State.CLOSED) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      malformed(context, message.decoderResult().cause());
      return;
    }
    if (message instanceof HttpRequest head) {
      begin(context, head);
    }
    if (message instanceof HttpContent content) {
      read(context, content);
    }
  }

  private void malformed(ChannelHandlerContext context, Throwable cause) {
    if (state != State.IDLE) {
      close(context);
      return;
    }
    var status =
        switch (cause) {
          case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
          case TooLongHttpHeaderException head ->
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
          default -> HttpResponseStatus.BAD_REQUEST;
        };
    lasting = false;
    send(context, PeerAnswers.refused(new Turned(status, "", false)));
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    if (state != State.IDLE || !context.channel().isWritable()) {
      // Before it has read the answer to the call before: no node does that.
      close(context);
      return;
    }
    since = System.nanoTime();
    path = head.uri();
    long length =
        HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, 0L);
    admission = admitted(context, head, length);
    lasting = HttpUtil.isKeepAlive(head) && admission.lasting() && !draining;
    if (admission instanceof Turned away && (length < 0 || length > PeerCalls.BODY_BYTES_MAX)) {
      send(context, PeerAnswers.refused(away));
      return;
    }
    body =
        admission instanceof Accepted && length > 0 ? new byte[Math.toIntExact(length)] : NO_BYTES;
    filled = 0;
    state = State.READING;
  }

  private Admission admitted(ChannelHandlerContext context, HttpRequest head, long length) {
    if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return new Turned(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "", false);
    }
    if (head.headers().size() > PeerWire.HEADERS_MAX) {
      return new Turned(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "", false);
    }
    var known = caller;
    if (known == null) {
      known = peer.get();
      caller = known;
    }
    var from = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
    var decided = calls.admit(head, known, from);
    if (decided instanceof Accepted taken) {
      if (length < 0 || length > taken.bytesMax()) {
        return new Turned(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "", false);
      }
      if (!calls.reserve(length)) {
        return new Turned(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "too many calls at once", taken.lasting());
      }
    }
    return decided;
  }

  private void read(ChannelHandlerContext context, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (state != State.READING) {
      close(context);
      return;
    }
    switch (admission) {
      case Accepted taken -> {
        int count = content.content().readableBytes();
        content.content().readBytes(body, filled, count);
        filled += count;
        if (last) {
          handle(context, taken.handling());
        }
      }
      case Turned away -> {
        if (last) {
          send(context, PeerAnswers.refused(away));
        }
      }
    }
  }

  private void handle(ChannelHandlerContext context, Handling handling) {
    state = State.HANDLING;
    since = System.nanoTime();
    var whole = body;
    body = NO_BYTES;
    CompletionStage<Answer> stage;
    try {
      stage = handling.of(whole);
    } catch (RuntimeException failed) {
      stage = CompletableFuture.failedFuture(failed);
    }
    stage.whenComplete(
        (answer, failure) -> {
          calls.release(whole.length);
          if (context.executor().inEventLoop()) {
            answer(context, answer, failure);
          } else {
            context.executor().execute(() -> answer(context, answer, failure));
          }
        });
  }

  private void answer(
      ChannelHandlerContext context, @Nullable Answer answer, @Nullable Throwable failure) {
    if (state != State.HANDLING) {
      return;
    }
    try {
      switch (answer) {
        case null -> throw new IllegalStateException("no answer", failure);
        case Answer.Whole(var bytes) -> send(context, PeerAnswers.whole(bytes));
        case Answer.Refused(var status, var message) ->
            send(context, PeerAnswers.refused(HttpResponseStatus.valueOf(status), message));
        case Answer.Streamed(var writer) -> stream(context, writer);
      }
    } catch (RuntimeException failed) {
      LOG.warn("a call to {} failed", called(), failed);
      lasting = false;
      send(context, PeerAnswers.failed());
    }
  }

  private void send(ChannelHandlerContext context, FullHttpResponse answer) {
    answering(answer);
    over(context, context.writeAndFlush(answer));
  }

  private void answering(HttpResponse head) {
    state = State.ANSWERING;
    since = System.nanoTime();
    if (!lasting) {
      head.headers().set(HttpHeaderNames.CONNECTION, "close");
    }
  }

  /**
   * The answer is on its way. The caller may have read it, and call again, before the stage of the
   * write is told.
   */
  private void over(ChannelHandlerContext context, ChannelFuture written) {
    if (state == State.CLOSED) {
      return;
    }
    if (lasting) {
      state = State.IDLE;
      since = System.nanoTime();
      written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void stream(ChannelHandlerContext context, BodyWriter writer) {
    var head = PeerAnswers.chunked();
    answering(head);
    context.write(head);
    Thread.ofVirtual().name("peer-answer").start(() -> write(context, writer));
  }

  /** A writer that fails cuts the connection, so that nobody takes the part for the whole. */
  private void write(ChannelHandlerContext context, BodyWriter writer) {
    var channel = context.channel();
    try (var answer =
        new AnswerBody(
            channel,
            TimeUnit.NANOSECONDS.toMillis(waitNanosMax),
            taken -> since = System.nanoTime())) {
      writer.writeTo(answer);
      answer.flush();
      context
          .executor()
          .execute(() -> over(context, context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)));
    } catch (IOException | RuntimeException failed) {
      LOG.debug("an answer was cut off: {}", failed.toString());
      channel.close();
    }
  }

  /** Cuts off whoever lets this node wait too long, and a call whose handler has forgotten it. */
  private void look(ChannelHandlerContext context) {
    if (System.nanoTime() - since > waitNanosMax) {
      if (state == State.HANDLING) {
        LOG.warn("a call to {} is not answered", called());
      }
      close(context);
    }
  }

  /** What was called, without its query. */
  private String called() {
    return path.replaceFirst("\\?.*", "");
  }

  /** Ends a connection after the call in flight, if there is one. */
  static void drain(Channel connection) {
    var context = connection.pipeline().context(PeerChannel.class);
    if (context != null && context.handler() instanceof PeerChannel calls) {
      context.executor().execute(() -> calls.drain(context));
    }
  }

  private void drain(ChannelHandlerContext context) {
    draining = true;
    lasting = false;
    if (state == State.IDLE) {
      close(context);
    }
  }

  private void close(ChannelHandlerContext context) {
    ended();
    context.close();
  }

  private void ended() {
    if (state == State.READING) {
      calls.release(body.length);
    }
    state = State.CLOSED;
    body = NO_BYTES;
    var looking = looks;
    if (looking != null) {
      looking.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("a connection was cut off: {}", cause.toString());
    close(context);
  }
}
