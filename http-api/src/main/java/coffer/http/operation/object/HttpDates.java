package coffer.http.operation.object;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Times on the wire, which S3 tells to the second. */
final class HttpDates {
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO_8601 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  /** {@code Sat, 21 Nov 2026 06:00:00 GMT}, for headers. */
  static String header(Instant time) {
    return RFC_1123.format(time);
  }

  /** {@code 2026-11-21T06:00:00.000Z}, for XML. */
  static String xml(Instant time) {
    return ISO_8601.format(seconds(time));
  }

  static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** An RFC 1123 or ISO 8601 time; empty when it is neither. */
  static Optional<Instant> parse(String text) {
    var stripped = text.strip();
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(stripped)));
    } catch (DateTimeException notRfc1123) {
      try {
        return Optional.of(Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(stripped)));
      } catch (DateTimeException neither) {
        return Optional.empty();
      }
    }
  }
}
