package coffer.http.wire;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.ArrayList;
import java.util.List;

/**
 * The request target exactly as it stood in the request line. Paths are never normalised: {@code
 * ..}, {@code .}, {@code //} and {@code %2F} are parts of keys.
 *
 * @param rawPath before {@code ?}; begins with {@code /}
 * @param rawQuery behind {@code ?}; empty when there is none
 */
public record RawTarget(String rawPath, String rawQuery, Query query) {
  private static final int PARAMETERS_MAX = 1_000;

  /**
   * Parses an origin-form target (RFC 9112, section 3.2.1). Fails with InvalidURI on the other
   * forms, on broken escapes and on what is not UTF-8.
   */
  public static RawTarget parse(String target) {
    if (!target.startsWith("/")) {
      throw new S3Exception(S3Error.InvalidURI);
    }
    int mark = target.indexOf('?');
    if (mark < 0) {
      return new RawTarget(target, "", parseQuery(""));
    }
    var rawQuery = target.substring(mark + 1);
    return new RawTarget(target.substring(0, mark), rawQuery, parseQuery(rawQuery));
  }

  /** Decodes the parameters of a query, or of a form, once; {@code +} is a space. */
  public static Query parseQuery(String raw) {
    var parameters = new ArrayList<Query.Parameter>();
    for (int from = 0; from < raw.length(); ) {
      int to = raw.indexOf('&', from);
      int end = to < 0 ? raw.length() : to;
      if (end > from) {
        if (parameters.size() == PARAMETERS_MAX) {
          throw new S3Exception(S3Error.InvalidURI);
        }
        parameters.add(parseParameter(raw.substring(from, end)));
      }
      from = end + 1;
    }
    return new Query(List.copyOf(parameters));
  }

  private static Query.Parameter parseParameter(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? new Query.Parameter(PercentCoding.decode(pair, true), "")
        : new Query.Parameter(
            PercentCoding.decode(pair.substring(0, equals), true),
            PercentCoding.decode(pair.substring(equals + 1), true));
  }
}
