package coffer.http.server;

import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Pekko HTTP's parser, which limits each header but not all of them together, waits
 * for the end of a head as long as bytes come, and handles pipelined requests by recursion: some
 * thousands in one read overflow its stack, and a few hundred unfinished heads fill the heap. Both
 * end the process. Bytes go on in pieces of a few requests, short bodies together with their heads
 * and long ones apart from them, heads have a total length and a time in which they must have come,
 * what is read but not asked for takes only so much {@linkplain ReadMemory memory}, and nothing
 * else is changed.
 *
 * <p>A short body is waited for, where there is room for it: a request that is all there is
 * answered without running a stream for its body, which takes longer than all else that is done
 * with some kilobytes.
 */
final class RequestLimits
    extends GraphStage<FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound>> {
  /** S3 allows 8 KiB of headers; the request line may be as long as its own limit. */
  static final int HEAD_BYTES_MAX = 40 * 1024;

  /** Requests or chunks that the parser is given at once. */
  static final int STOPS_MAX = 16;

  /** One segment of plaintext, and what aws-chunked may put around it. */
  static final int WAITED_BYTES_MAX = 68 * 1024;

  /** Less does not count: as many connections as there may be hold little of it together. */
  private static final int HELD_BYTES_MIN = 8 * 1024;

  private static final Duration HEAD_TIME_MAX = Duration.ofSeconds(20);

  /** A header that the parser refuses with 431, wherever in a head it comes. */
  private static final ByteString REFUSED =
      ByteString.fromString(
          "\r\nx-too-long: " + "x".repeat(WireSettings.HEADER_VALUE_CHARS_MAX + 1));

  private static final StreamTcpException CUT_OFF =
      new StreamTcpException("cut off: it held for too long what it had read");

  private final Duration headTimeMax;
  private final ReadMemory memory;
  private final Inlet<TLSProtocol.SslTlsInbound> in = Inlet.create("RequestLimits.in");
  private final Outlet<TLSProtocol.SslTlsInbound> out = Outlet.create("RequestLimits.out");
  private final FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape =
      FlowShape.of(in, out);

  /**
   * @param memory shared with other connections
   */
  RequestLimits(ReadMemory memory) {
    this(memory, HEAD_TIME_MAX);
  }

  /**
   * @param memory shared with other connections
   * @param headTimeMax from the first bytes of a head to its end
   */
  RequestLimits(ReadMemory memory, Duration headTimeMax) {
    this.memory = memory;
    this.headTimeMax = headTimeMax;
  }

  @Override
  public FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    var logic = new Logic(shape, memory, headTimeMax);
    logic.handle();
    return logic;
  }

  /** A head, and its body that is coming. */
  private static final class Gathered {
    private final ByteString head;
    private final byte[] body;
    private int filled;

    Gathered(ByteString head, byte[] body) {
      this.head = head;
      this.body = body;
    }

    int room() {
      return body.length - filled;
    }

    void take(byte[] bytes, int from, int length) {
      System.arraycopy(bytes, from, body, filled, length);
      filled += length;
    }

    ByteString bytes() {
      return head.concat(ByteString.fromArrayUnsafe(body, 0, filled));
    }
  }

  /** Moves pieces between the ports. */
  private static final class Logic extends TimerGraphStageLogic implements ReadMemory.Holder {
    private static final String HEAD_TIME = "head";
    private static final byte[] NO_BYTES = {};

    private final Inlet<TLSProtocol.SslTlsInbound> in;
    private final Outlet<TLSProtocol.SslTlsInbound> out;
    private final ReadMemory memory;
    private final Duration headTimeMax;
    private final AsyncCallback<Done> cutOff = createAsyncCallback(this::fail);
    private final RequestFraming framing;
    private TLSProtocol.@Nullable SessionBytes last;
    private byte[] pending = NO_BYTES;
    private int sent;
    private @Nullable Gathered gathered;
    private boolean refused;
    private boolean ended;
    private boolean timed;
    private boolean holds;

    Logic(
        FlowShape<TLSProtocol.SslTlsInbound, TLSProtocol.SslTlsInbound> shape,
        ReadMemory memory,
        Duration headTimeMax) {
      super(shape);
      this.memory = memory;
      this.headTimeMax = headTimeMax;
      this.in = shape.in();
      this.out = shape.out();
      this.framing =
          new RequestFraming(
              HEAD_BYTES_MAX,
              STOPS_MAX,
              length -> length <= WAITED_BYTES_MAX && memory.roomy(length));
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
                if (gathered != null) {
                  gather(gathered, framing.skip(Math.min(pending.length, gathered.room())));
                } else {
                  hold(pending.length);
                  if (isAvailable(out)) {
                    next(bytes);
                  }
                }
              } else {
                emit(out, inbound);
              }
            }

            @Override
            public void onPull() {
              if (last != null && sent < pending.length) {
                next(last);
              } else {
                letGo();
                if (!hasBeenPulled(in)) {
                  pull(in);
                }
              }
            }

            @Override
            public void onUpstreamFinish() {
              ended = true;
              if (gathered != null) {
                pass(gathered);
              } else if (sent == pending.length) {
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
      boolean toTheEnd = sent + length == pending.length;
      int body = framing.bodyTogether();
      int awaited = framing.awaited();
      if (awaited > 0 && toTheEnd && !ended) {
        var head = ByteString.fromArray(pending, sent, length - body);
        sent += length - body;
        gathered = new Gathered(head, new byte[body + awaited]);
        hold(length + awaited);
        gather(gathered, body);
        return;
      }
      var piece =
          toTheEnd && sent == 0 && body <= HELD_BYTES_MIN
              ? bytes
              : bytes.copy(bytes.session(), part(length, body));
      sent += length;
      push(out, piece);
      passed();
    }

    private void passed() {
      if (sent == pending.length) {
        forget();
        time();
        if (ended) {
          completeStage();
        }
      }
    }

    /** Takes the next bytes to those that are to go on together. */
    private void gather(Gathered to, int length) {
      to.take(pending, sent, length);
      sent += length;
      if (to.room() == 0) {
        pass(to);
      } else {
        pending = NO_BYTES;
        sent = 0;
        time();
        pull(in);
      }
    }

    /** Lets go on what was gathered; less than was to come, when nothing more comes. */
    private void pass(Gathered together) {
      gathered = null;
      var bytes = Objects.requireNonNull(last);
      push(out, bytes.copy(bytes.session(), together.bytes()));
      passed();
    }

    /**
     * A head is copied: the parser keeps it until the next one comes, and the whole read with it.
     */
    private ByteString part(int length, int body) {
      if (body == 0 && length > HEAD_BYTES_MAX) {
        return ByteString.fromArrayUnsafe(pending, sent, length);
      }
      return ByteString.fromArray(pending, sent, length - body)
          .concat(ByteString.fromArrayUnsafe(pending, sent + length - body, body));
    }

    /** A connection may be idle for long, or wait for its turn to go on. */
    private void forget() {
      last = null;
      pending = NO_BYTES;
      sent = 0;
    }

    /** The parser gets the head as far as it may go, and then what makes it answer and close. */
    private void refuse(TLSProtocol.SessionBytes bytes, int length) {
      refused = true;
      var head = ByteString.fromArrayUnsafe(pending, sent, length);
      forget();
      push(out, bytes.copy(bytes.session(), head.concat(REFUSED)));
    }

    /** From now until the parser asks for more. */
    private void hold(int length) {
      if (length >= HELD_BYTES_MIN) {
        holds = true;
        memory.hold(this, length);
      }
    }

    private void letGo() {
      if (holds) {
        holds = false;
        memory.release(this);
      }
    }

    @Override
    public void postStop() {
      letGo();
      forget();
      gathered = null;
    }

    @Override
    public void cutOff() {
      cutOff.invoke(Done.getInstance());
    }

    /** A failure goes past what the parser keeps for those who do not ask for it. */
    private void fail(Done signal) {
      failStage(CUT_OFF);
    }

    private void time() {
      boolean within = framing.withinHead() || gathered != null;
      if (within && !timed) {
        scheduleOnce(HEAD_TIME, headTimeMax);
      } else if (!within && timed) {
        cancelTimer(HEAD_TIME);
      }
      timed = within;
    }

    /**
     * A head that takes so long is cut off: what sends it is no client. A body goes on as it comes;
     * more of it is asked for by then, and may be here before the parser asks.
     */
    @Override
    public void onTimer(Object key) {
      if (gathered != null) {
        framing.flow();
        pass(gathered);
      } else if (framing.withinHead()) {
        completeStage();
      }
    }
  }
}
