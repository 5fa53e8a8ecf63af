package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Ascii;
import coffer.http.wire.Query;
import coffer.http.wire.S3Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Parses presigned URLs. See the AWS page "Authenticating Requests: Using Query Parameters (AWS
 * Signature Version 4)".
 */
final class QueryAuth {
  private static final long EXPIRES_MAX_S = 604_800;
  private static final Set<String> PARTS =
      Set.of(
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-signature",
          "x-amz-signedheaders",
          "x-amz-expires");

  private QueryAuth() {}

  /** Whether a parameter means that the request is presigned. */
  static boolean isIn(Query query) {
    for (var parameter : query.parameters()) {
      if (PARTS.contains(parameter.name().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  static SignedRequest parse(S3Request request) {
    var query = request.query();
    if (!required(query, "X-Amz-Algorithm").equals(HeaderAuth.ALGORITHM)) {
      throw Refusals.malformed(true, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
    }
    var credentialText = required(query, "X-Amz-Credential");
    var signature = required(query, "X-Amz-Signature");
    var date = required(query, "X-Amz-Date");
    var signedHeaders = required(query, "X-Amz-SignedHeaders");
    expires(query);
    if (!Credential.isDate(date)) {
      throw Refusals.malformed(
          true, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    }
    var credential = Credential.parse(credentialText, date, true);
    if (request.headers().has("x-amz-s3session-token")) {
      throw new S3Exception(S3Error.InvalidToken);
    }
    return new SignedRequest(
        credential.accessKeyId(),
        date,
        credential.date(),
        credential.region(),
        credential.service(),
        Credential.signedHeaders(signedHeaders, true),
        signature,
        one(query, "X-Amz-S3session-Token"),
        true);
  }

  /** Seconds for which the URL is good, 0 to a week. */
  static long expires(Query query) {
    var text = required(query, "X-Amz-Expires");
    if (!Ascii.only(text, c -> c == '-' || Ascii.isDigit(c))) {
      throw Refusals.malformed(true, "X-Amz-Expires should be a number");
    }
    long seconds;
    try {
      seconds = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Refusals.malformed(true, "X-Amz-Expires should be a number");
    }
    if (seconds < 0) {
      throw Refusals.malformed(true, "X-Amz-Expires must be non-negative");
    }
    if (seconds > EXPIRES_MAX_S) {
      throw Refusals.malformed(
          true,
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than 604800 seconds");
    }
    return seconds;
  }

  private static String required(Query query, String name) {
    return one(query, name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                Refusals.malformed(
                    true,
                    "Query-string authentication version 4 requires the X-Amz-Algorithm,"
                        + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and"
                        + " X-Amz-Expires parameters."));
  }

  /** The only value of a parameter; two are refused, since they could be read differently. */
  private static Optional<String> one(Query query, String name) {
    List<String> values =
        query.parameters().stream()
            .filter(parameter -> parameter.name().equalsIgnoreCase(name))
            .map(Query.Parameter::value)
            .toList();
    if (values.size() > 1) {
      throw Refusals.malformed(true, "The " + name + " parameter was given more than once.");
    }
    return values.stream().findFirst();
  }
}
