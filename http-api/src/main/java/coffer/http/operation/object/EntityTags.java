package coffer.http.operation.object;

import java.util.List;
import java.util.regex.Pattern;

/** ETags on the wire stand in quotes; inside Coffer they do not. */
final class EntityTags {
  private static final Pattern COMMA = Pattern.compile(",");

  private EntityTags() {}

  static String quoted(String etag) {
    return '"' + etag + '"';
  }

  /** One ETag as a client writes it: with quotes or without, perhaps marked weak. */
  static String bare(String written) {
    var etag = written.strip();
    if (etag.startsWith("W/")) {
      etag = etag.substring(2);
    }
    if (etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")) {
      etag = etag.substring(1, etag.length() - 1);
    }
    return etag;
  }

  /** Whether a list as in {@code If-Match} names the ETag; {@code *} names every one. */
  static boolean anyMatches(List<String> headerValues, String etag) {
    return headerValues.stream()
        .flatMap(COMMA::splitAsStream)
        .map(EntityTags::bare)
        .anyMatch(each -> each.equals("*") || each.equals(etag));
  }
}
