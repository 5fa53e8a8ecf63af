package coffer.node.peer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The head of an HTTP/1.1 answer, as far as nodes use it.
 *
 * @param length of the body; -1 when it comes in chunks
 * @param refused whether the node says that it did not carry out the call
 * @param lasting whether the connection can be used again
 */
record AnswerHead(int status, long length, boolean refused, boolean lasting) {
  /** Marks answers of the peer server to what was not carried out. */
  static final String REFUSED = "Coffer-Refused";

  private static final int LINE_BYTES_MAX = 4 * 1024;
  private static final int LINES_MAX = 64;
  private static final String VERSION = "HTTP/1.1 ";

  static AnswerHead read(InputStream in) throws IOException {
    var first = line(in);
    if (!first.startsWith(VERSION) || first.length() < VERSION.length() + 3) {
      throw new IOException("not an answer of HTTP/1.1");
    }
    int status = (int) number(first.substring(VERSION.length(), VERSION.length() + 3));
    long length = 0;
    boolean refused = false;
    boolean lasting = true;
    for (int count = 0; count < LINES_MAX; count++) {
      var line = line(in);
      if (line.isEmpty()) {
        return new AnswerHead(status, length, refused, lasting);
      }
      int colon = line.indexOf(':');
      var name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
      var value = line.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = number(value);
        case "transfer-encoding" -> length = -1;
        case "connection" -> lasting = !value.equalsIgnoreCase("close");
        case "coffer-refused" -> refused = true;
        default -> {
          // Of no meaning here.
        }
      }
    }
    throw new IOException("too many header lines");
  }

  private static long number(String digits) throws IOException {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException malformed) {
      throw new IOException("not a number in an answer", malformed);
    }
  }

  /** Up to the end of the line, which is not part of it. */
  static String line(InputStream in) throws IOException {
    var bytes = new byte[128];
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer was cut off");
      }
      if (length == bytes.length) {
        if (length >= LINE_BYTES_MAX) {
          throw new IOException("a header line is too long");
        }
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) next;
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
