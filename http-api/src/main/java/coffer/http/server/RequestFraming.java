package coffer.http.server;

import java.nio.charset.StandardCharsets;
import java.util.function.LongPredicate;

/**
 * Follows the bytes of one connection closely enough to know where request heads begin and end (RFC
 * 9112), so that limits can be set on heads as a whole before anything is parsed. It decides
 * nothing about a request: whatever it cannot read is taken for a head, whose length is limited.
 * Not safe for use by several threads.
 */
final class RequestFraming {
  /** More than the longest header that means anything here, with room for its value. */
  private static final int LINE_BYTES_KEPT = 64;

  /** What may follow a head in the same piece, where its body is longer than is waited for. */
  private static final int BODY_TOGETHER_BYTES = 8 * 1024;

  private static final int LENGTH_DIGITS_MAX = 18;
  private static final int CHUNK_DIGITS_MAX = 15;

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER
  }

  private final int headBytesMax;
  private final int stopsMax;
  private final LongPredicate waitsFor;
  private final byte[] line = new byte[LINE_BYTES_KEPT];
  private State state = State.HEAD;
  private int lineLength;
  private int headBytes;
  private boolean inHeaders;
  private boolean chunked;
  private boolean apart;
  private long left;

  /** Length of the body that is to be given with its head; 0 for none. */
  private int together;

  private int ahead;
  private boolean tooLong;

  /**
   * @param headBytesMax of a request line with its headers, and of a trailer
   * @param stopsMax how many ends of heads and chunks one piece may hold
   * @param waitsFor whether the parser is to have a body of so many bytes, up to 2 GiB, together
   *     with its head
   */
  RequestFraming(int headBytesMax, int stopsMax, LongPredicate waitsFor) {
    this.headBytesMax = headBytesMax;
    this.stopsMax = stopsMax;
    this.waitsFor = waitsFor;
  }

  /**
   * Follows some bytes, and stops early where many requests or chunks have ended, where a long body
   * begins, and before and behind a request that is to be given together with its body.
   *
   * @return how many bytes from {@code from} the parser may be given at once: all that are left,
   *     unless it would have too much to do, or {@link #headTooLong}; if it is all that are left,
   *     then together with those {@link #awaited}
   */
  int follow(byte[] bytes, int from) {
    int stops = 0;
    int begun = from;
    int at = from + ahead;
    ahead = 0;
    together = state == State.BODY ? together : 0;
    while (at < bytes.length) {
      if (state == State.BODY || state == State.CHUNK_DATA) {
        at += skip(bytes.length - at);
        if (state == State.HEAD) {
          if (together > 0) {
            return at - from;
          }
          begun = at;
        }
        continue;
      }
      byte next = bytes[at++];
      if (++headBytes > headBytesMax) {
        tooLong = true;
        return at - from;
      }
      if (next != '\n') {
        if (lineLength < LINE_BYTES_KEPT) {
          line[lineLength++] = next;
        }
      } else if (endLine()) {
        if (together > 0 && begun > from) {
          ahead = at - begun;
          return begun - from;
        }
        if (++stops >= stopsMax || bodyComesApart() && bytes.length - at > BODY_TOGETHER_BYTES) {
          return at - from;
        }
        begun = state == State.HEAD ? at : begun;
      }
    }
    return at - from;
  }

  /** Bytes of a body that the parser is to have with its head and that have yet to come. */
  int awaited() {
    return together > 0 && state == State.BODY ? (int) left : 0;
  }

  /** Of the bytes just followed, those at the end that are of a body to be given with its head. */
  int bodyTogether() {
    return together - awaited();
  }

  /** Waits no longer for a body. */
  void flow() {
    together = 0;
  }

  /**
   * Goes on within a body.
   *
   * @return how many of the next bytes belong to it
   */
  int skip(int count) {
    int skipped = (int) Math.min(left, count);
    left -= skipped;
    if (left == 0) {
      state = state == State.BODY ? State.HEAD : State.CHUNK_END;
    }
    return skipped;
  }

  /** Right behind the line that ended a head. */
  private boolean bodyComesApart() {
    return state == State.BODY && together == 0 || state == State.CHUNK_SIZE;
  }

  /** Whether a head went on beyond its limit; nothing is followed after that. */
  boolean headTooLong() {
    return tooLong;
  }

  /** Whether a request has begun whose head has not ended. */
  boolean withinHead() {
    return state == State.HEAD && headBytes > 0;
  }

  /** Whether something ended with this line. */
  private boolean endLine() {
    boolean empty = lineLength == 0 || lineLength == 1 && line[0] == '\r';
    var text = new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
    lineLength = 0;
    return switch (state) {
      case HEAD -> empty ? endHead() : header(text);
      case CHUNK_SIZE -> {
        left = number(sizeOf(text), 16, CHUNK_DIGITS_MAX);
        state = left > 0 ? State.CHUNK_DATA : State.TRAILER;
        headBytes = 0;
        yield true;
      }
      case CHUNK_END -> {
        state = State.CHUNK_SIZE;
        headBytes = 0;
        yield false;
      }
      case TRAILER -> {
        if (empty) {
          begin(State.HEAD);
        }
        yield empty;
      }
      case BODY, CHUNK_DATA -> throw new IllegalStateException("a body has no lines");
    };
  }

  private boolean header(String text) {
    int colon = text.indexOf(':');
    if (inHeaders && colon > 0) {
      var name = text.substring(0, colon);
      if (name.equalsIgnoreCase("transfer-encoding")) {
        chunked = true;
      } else if (name.equalsIgnoreCase("expect")) {
        apart = true; // the client waits to be told to send it
      } else if (name.equalsIgnoreCase("content-length")) {
        apart |= left > 0; // the parser refuses two of them
        left = number(text.substring(colon + 1).strip(), 10, LENGTH_DIGITS_MAX);
      }
    }
    inHeaders = true;
    return false;
  }

  /** Empty lines before a request line count as heads too: the parser steps over each. */
  private boolean endHead() {
    long length = left;
    boolean comesApart = apart;
    var next =
        inHeaders && chunked ? State.CHUNK_SIZE : inHeaders && length > 0 ? State.BODY : State.HEAD;
    begin(next);
    if (next == State.BODY) {
      left = length;
      together = !comesApart && waitsFor.test(length) ? (int) length : 0;
    }
    return true;
  }

  private void begin(State next) {
    state = next;
    headBytes = 0;
    inHeaders = false;
    chunked = false;
    apart = false;
    left = 0;
  }

  private static String sizeOf(String text) {
    int end = text.indexOf(';');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** 0 for what is not a number of so many digits. */
  private static long number(String text, int radix, int digitsMax) {
    if (text.isEmpty() || text.length() > digitsMax) {
      return 0;
    }
    long value = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return 0;
      }
      value = value * radix + digit;
    }
    return value;
  }
}
