package coffer.http.server;

import java.time.Duration;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Pekko HTTP's parser, which limits each header but not all of them together, waits
 * for the end of a head as long as bytes come, and handles pipelined requests by recursion: some
 * thousands in one read overflow its stack, and a few hundred unfinished heads fill the heap. Both
 * end the process. Bytes go on in pieces of a few requests, heads have a total length and a time in
 * which they must have come, and nothing else is changed.
 */
final class RequestLimits
    extends GraphStage<FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound>> {
  /** S3 allows 8 KiB of headers; the request line may be as long as its own limit. */
  static final int HEAD_BYTES_MAX = 40 * 1024;

  /** Requests or chunks that the parser is given at once. */
  static final int STOPS_MAX = 16;

  private static final Duration HEAD_TIME_MAX = Duration.ofSeconds(20);

  /** A header that the parser refuses with 431, wherever in a head it comes. */
  private static final ByteString REFUSED =
      ByteString.fromString(
          "\r\nx-too-long: " + "x".repeat(WireSettings.HEADER_VALUE_CHARS_MAX + 1));

  private final Duration headTimeMax;
  private final Inlet<TLSProtocol.SslTlsInbound> in = Inlet.create("RequestLimits.in");
  private final Outlet<TLSProtocol.SslTlsInbound> out = Outlet.create("RequestLimits.out");
  private final FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape =
      FlowShape.of(in, out);

  RequestLimits() {
    this(HEAD_TIME_MAX);
  }

  /**
   * @param headTimeMax from the first bytes of a head to its end
   */
  RequestLimits(Duration headTimeMax) {
    this.headTimeMax = headTimeMax;
  }

  @Override
  public FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    var logic = new Logic(shape, headTimeMax);
    logic.handle();
    return logic;
  }

  /** Moves pieces between the ports. */
  private static final class Logic extends TimerGraphStageLogic {
    private static final String HEAD_TIME = "head";

    private final Inlet<TLSProtocol.SslTlsInbound> in;
    private final Outlet<TLSProtocol.SslTlsInbound> out;
    private final Duration headTimeMax;
    private final RequestFraming framing = new RequestFraming(HEAD_BYTES_MAX, STOPS_MAX);
    private TLSProtocol.@Nullable SessionBytes last;
    private byte[] pending = new byte[0];
    private int sent;
    private boolean refused;
    private boolean ended;
    private boolean timed;

    Logic(
        FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape,
        Duration headTimeMax) {
      super(shape);
      this.headTimeMax = headTimeMax;
      this.in = shape.in();
      this.out = shape.out();
    }

    void handle() {
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              var inbound = grab(in);
              if (refused) {
                pull(in);
              } else if (inbound instanceof TLSProtocol.SessionBytes bytes) {
                last = bytes;
                pending = bytes.bytes().toArrayUnsafe();
                sent = 0;
                next(bytes);
              } else {
                push(out, inbound);
              }
            }

            @Override
            public void onPull() {
              if (last != null && sent < pending.length) {
                next(last);
              } else {
                pull(in);
              }
            }

            @Override
            public void onUpstreamFinish() {
              ended = true;
              if (sent == pending.length) {
                completeStage();
              }
            }
          });
    }

    private void next(TLSProtocol.SessionBytes bytes) {
      int length = framing.follow(pending, sent);
      if (framing.headTooLong()) {
        refuse(bytes, length);
        return;
      }
      boolean whole = sent == 0 && length == pending.length;
      var piece =
          whole
              ? bytes
              : bytes.copy(bytes.session(), ByteString.fromArrayUnsafe(pending, sent, length));
      sent += length;
      push(out, piece);
      if (sent == pending.length) {
        pending = new byte[0];
        sent = 0;
        time();
        if (ended) {
          completeStage();
        }
      }
    }

    /** The parser gets the head as far as it may go, and then what makes it answer and close. */
    private void refuse(TLSProtocol.SessionBytes bytes, int length) {
      refused = true;
      var head = ByteString.fromArrayUnsafe(pending, sent, length);
      pending = new byte[0];
      sent = 0;
      push(out, bytes.copy(bytes.session(), head.concat(REFUSED)));
    }

    private void time() {
      boolean within = framing.withinHead();
      if (within && !timed) {
        scheduleOnce(HEAD_TIME, headTimeMax);
      } else if (!within && timed) {
        cancelTimer(HEAD_TIME);
      }
      timed = within;
    }

    /** A head that takes so long is cut off: what sends it is no client. */
    @Override
    public void onTimer(Object key) {
      completeStage();
    }
  }
}
