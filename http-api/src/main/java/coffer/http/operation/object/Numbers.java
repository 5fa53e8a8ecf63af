package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Ascii;
import java.util.Map;
import java.util.Optional;

/** Numbers that clients send as text: digits only, bounded, and InvalidArgument for the rest. */
final class Numbers {
  /** Part numbers are 1 to this, and an object has at most so many. */
  static final int MAX_PARTS = 10_000;

  /** Entries of one page of any listing. */
  static final int MAX_PAGE = 1000;

  private Numbers() {}

  static long atLeastZero(String name, String text) {
    return parse(text)
        .orElseThrow(
            () -> invalid(name, text, "Argument " + name + " must be an integer not below 0."));
  }

  static int partNumber(String text) {
    return parse(text)
        .filter(number -> number >= 1 && number <= MAX_PARTS)
        .map(Math::toIntExact)
        .orElseThrow(
            () ->
                invalid(
                    "partNumber",
                    text,
                    "Part number must be an integer between 1 and 10000, inclusive"));
  }

  /** A page size: 0 to 1,000, where greater numbers mean 1,000; 1,000 when absent. */
  static int pageSize(String name, Optional<String> text) {
    return text.filter(value -> !value.isEmpty())
        .map(value -> (int) Math.min(upToInt(name, value), MAX_PAGE))
        .orElse(MAX_PAGE);
  }

  /** A marker among part numbers; 0 when absent. */
  static int marker(String name, Optional<String> text) {
    return text.filter(value -> !value.isEmpty())
        .map(value -> (int) upToInt(name, value))
        .orElse(0);
  }

  static S3Exception invalid(String name, String value, String message) {
    return new S3Exception(
        S3Error.InvalidArgument, message, Map.of("ArgumentName", name, "ArgumentValue", value));
  }

  private static long upToInt(String name, String text) {
    return parse(text)
        .filter(number -> number <= Integer.MAX_VALUE)
        .orElseThrow(
            () ->
                invalid(
                    name,
                    text,
                    "Argument " + name + " must be an integer between 0 and 2147483647"));
  }

  private static Optional<Long> parse(String text) {
    if (text.isEmpty() || text.length() > 19 || !Ascii.only(text, Ascii::isDigit)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
  }
}
