package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bytes {@code [from, from + length)} of an object, {@code length} at least 1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
record ByteRange(long from, long length) {
  private static final Pattern SINGLE =
      Pattern.compile("\\s*bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");
  private static final Pattern COPY = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /**
   * A {@code Range} header over an object of {@code size} bytes.
   *
   * @return empty when the header asks for nothing a server must honour (malformed, another unit,
   *     more than one range): then the whole object is sent
   * @throws S3Exception InvalidRange when no byte of the object is in the range
   */
  static Optional<ByteRange> parse(String header, long size) {
    var match = SINGLE.matcher(header);
    if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (match.group(1).isEmpty()) {
      var suffix = Math.min(number(match.group(2)), size);
      if (suffix == 0) {
        throw notSatisfiable(header, size);
      }
      return Optional.of(new ByteRange(size - suffix, suffix));
    }
    var first = number(match.group(1));
    var last = match.group(2).isEmpty() ? Long.MAX_VALUE : number(match.group(2));
    if (last < first) {
      return Optional.empty();
    }
    if (first >= size) {
      throw notSatisfiable(header, size);
    }
    return Optional.of(new ByteRange(first, Math.min(last, size - 1) - first + 1));
  }

  /**
   * {@code x-amz-copy-source-range}: both ends are needed and must lie within the source.
   *
   * @throws S3Exception InvalidArgument
   */
  static ByteRange ofCopy(String header, long size) {
    var match = COPY.matcher(header);
    if (!match.matches()) {
      throw invalidCopy(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy",
          header);
    }
    var first = number(match.group(1));
    var last = number(match.group(2));
    if (last < first || last >= size) {
      throw invalidCopy("Range specified is not valid for source object of size: " + size, header);
    }
    return new ByteRange(first, last - first + 1);
  }

  /** {@code Content-Range}. */
  String contentRange(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }

  /** Digits beyond what a long holds mean "very far": as good as its greatest value. */
  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static S3Exception notSatisfiable(String header, long size) {
    return new S3Exception(
        S3Error.InvalidRange,
        S3Error.InvalidRange.message(),
        Map.of("RangeRequested", header.strip(), "ActualObjectSize", Long.toString(size)));
  }

  private static S3Exception invalidCopy(String message, String header) {
    return Numbers.invalid("x-amz-copy-source-range", header, message);
  }
}
