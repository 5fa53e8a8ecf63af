package coffer.node.peer;

import coffer.node.peer.PeerException.Kind;
import coffer.node.tls.NodeTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One call and its answer. Blocks its thread; {@link #expire} from another one cuts it off, and
 * knows whether a byte of it may have reached the node.
 */
final class PeerExchange {
  private static final int CONNECT_MILLIS_MAX = 1_000;
  private static final int MESSAGE_BYTES_MAX = 1_024;

  private final NodeTls tls;
  private final PeerPool pool;
  private final Member to;
  private final boolean stream;
  private final long deadline;
  private boolean entered;

  // Guarded by this.
  private @Nullable PeerConnection connection;
  private boolean sent;
  private boolean expired;
  private boolean over;

  /**
   * @param stream whether the answer may be of any length
   * @param deadline by {@link System#nanoTime}
   */
  PeerExchange(NodeTls tls, PeerPool pool, Member to, boolean stream, long deadline) {
    this.tls = tls;
    this.pool = pool;
    this.to = to;
    this.stream = stream;
    this.deadline = deadline;
  }

  /** Returns the body of the answer. */
  byte[] call(String path, byte[] body) {
    try {
      var answering = begin("POST", path, body);
      var head = head(answering);
      if (head.length() < 0 || head.length() > PeerCalls.BODY_BYTES_MAX) {
        throw new IOException("the answer has no acceptable length");
      }
      var answer = answering.readBody((int) head.length());
      end(answering, head.lasting());
      return answer;
    } catch (IOException | InterruptedException | RuntimeException cause) {
      throw failed(cause);
    }
  }

  /**
   * Returns the answer's body once it begins.
   *
   * @param waitMillis for each wait for more of it
   */
  InputStream open(String path, int waitMillis) {
    try {
      var answering = begin("GET", path, new byte[0]);
      var head = head(answering);
      answering.waitAtMost(waitMillis);
      synchronized (this) {
        proceed();
        over = true;
      }
      return new AnswerStream(
          answering, head.length(), lasting -> leave(answering, lasting && head.lasting()));
    } catch (IOException | InterruptedException | RuntimeException cause) {
      throw failed(cause);
    }
  }

  private PeerConnection begin(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    pool.enter(stream, deadline - System.nanoTime());
    entered = true;
    var taken = pool.take();
    synchronized (this) {
      connection = taken.connection();
      proceed();
    }
    if (!taken.connected()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      taken.connection().connect(tls, to, Math.clamp(left, 1, CONNECT_MILLIS_MAX));
    }
    synchronized (this) {
      proceed();
      sent = true;
    }
    taken.connection().send(method, to, path, body);
    return taken.connection();
  }

  /** The head of an answer of 200. */
  private AnswerHead head(PeerConnection answering) throws IOException {
    var head = answering.readHead();
    if (head.status() == 200) {
      return head;
    }
    if (!head.refused()) {
      throw new PeerException(Kind.UNKNOWN, 0, "the node answered " + head.status());
    }
    if (head.length() < 0 || head.length() > MESSAGE_BYTES_MAX) {
      throw new IOException("the refusal has no acceptable length");
    }
    var message = new String(answering.readBody((int) head.length()), StandardCharsets.UTF_8);
    end(answering, head.lasting());
    throw new PeerException(Kind.REFUSED, head.status(), message);
  }

  private void proceed() throws IOException {
    if (expired) {
      abort();
      throw new IOException("too late");
    }
  }

  private void end(PeerConnection used, boolean lasting) throws IOException {
    synchronized (this) {
      proceed();
      over = true;
    }
    pool.answered();
    leave(used, lasting);
  }

  private void leave(PeerConnection used, boolean lasting) {
    if (lasting) {
      pool.giveBack(used);
    } else {
      used.abort();
    }
    pool.leave(stream);
  }

  private PeerException failed(Exception cause) {
    boolean mayHaveArrived;
    synchronized (this) {
      if (over) {
        // An answer, and everything was given back.
        return cause instanceof PeerException answered ? answered : unknown(cause);
      }
      over = true;
      abort();
      mayHaveArrived = sent && !(cause instanceof SSLHandshakeException);
    }
    if (entered) {
      pool.leave(stream);
      pool.failed();
    }
    if (cause instanceof PeerException known) {
      return known;
    }
    return mayHaveArrived ? unknown(cause) : new PeerException(Kind.UNREACHED, 0, says(cause));
  }

  private PeerException unknown(Exception cause) {
    return new PeerException(Kind.UNKNOWN, 0, says(cause));
  }

  private String says(Exception cause) {
    return "node " + to.nodeId() + " at " + to.host() + ":" + to.port() + ": " + cause;
  }

  private void abort() {
    if (connection != null) {
      connection.abort();
    }
  }

  /** Cuts the call off unless it is over; returns what is known of it then. */
  Optional<PeerException> expire() {
    Kind kind;
    synchronized (this) {
      if (over || expired) {
        return Optional.empty();
      }
      expired = true;
      abort();
      kind = sent ? Kind.UNKNOWN : Kind.UNREACHED;
    }
    pool.failed();
    return Optional.of(
        new PeerException(kind, 0, "node " + to.nodeId() + " did not answer in time"));
  }
}
