package coffer.http.operation.bucket;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as S3's XML writes them. */
final class XmlDates {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private XmlDates() {}

  /** {@code 2026-01-01T00:05:00.000Z}. */
  static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
