package coffer.http.wire;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of RFC 3986, over UTF-8, as SigV4 and S3 use it. */
public final class PercentCoding {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PercentCoding() {}

  /**
   * Decodes exactly once; fails with InvalidURI on a broken escape and on what is not UTF-8.
   *
   * @param plusIsSpace as in query strings; in paths {@code +} stands for itself
   */
  public static String decode(String raw, boolean plusIsSpace) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0 && isAscii(raw)) {
      return raw;
    }
    try {
      var source = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(raw));
      var bytes = ByteBuffer.allocate(source.remaining());
      while (source.hasRemaining()) {
        byte next = source.get();
        if (next == '%') {
          if (source.remaining() < 2) {
            throw invalid();
          }
          bytes.put((byte) (digit(source.get()) << 4 | digit(source.get())));
        } else {
          bytes.put(next == '+' && plusIsSpace ? (byte) ' ' : next);
        }
      }
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw invalid();
    }
  }

  /**
   * Encodes all but the unreserved characters, with upper case digits.
   *
   * @param keepSlash leaves {@code /} as it is, as in the path of an S3 canonical request
   */
  public static String encode(String text, boolean keepSlash) {
    var out = new StringBuilder(text.length() + 16);
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(next) || keepSlash && next == '/') {
        out.append((char) next);
      } else {
        out.append('%').append(HEX[next >> 4 & 15]).append(HEX[next & 15]);
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(byte c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static boolean isAscii(String raw) {
    return Ascii.only(raw, c -> c < 0x80);
  }

  private static int digit(byte c) {
    int value = c < 0 ? -1 : Character.digit((char) c, 16);
    if (value < 0) {
      throw invalid();
    }
    return value;
  }

  private static S3Exception invalid() {
    return new S3Exception(S3Error.InvalidURI);
  }
}
