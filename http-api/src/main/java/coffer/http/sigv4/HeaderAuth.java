package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.util.HashMap;

/**
 * Parses {@code Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...}.
 */
final class HeaderAuth {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private HeaderAuth() {}

  static SignedRequest parse(S3Request request, String authorization) {
    var parts = new HashMap<String, String>();
    for (var part : authorization.substring(ALGORITHM.length()).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0
          || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
              != null) {
        throw Refusals.malformed(false, "the authorization component is mal-formed.");
      }
    }
    var dates = request.headers().all("x-amz-date");
    if (dates.size() != 1 || !Credential.isDate(dates.getFirst())) {
      throw new S3Exception(
          S3Error.AccessDenied, "AWS authentication requires a valid Date or x-amz-date header");
    }
    var date = dates.getFirst();
    var credential = Credential.parse(required(parts, "Credential"), date, false);
    var tokens = request.headers().all("x-amz-s3session-token");
    if (tokens.size() > 1) {
      throw new S3Exception(S3Error.InvalidToken);
    }
    return new SignedRequest(
        credential.accessKeyId(),
        date,
        credential.date(),
        credential.region(),
        credential.service(),
        Credential.signedHeaders(required(parts, "SignedHeaders"), false),
        required(parts, "Signature"),
        tokens.stream().findFirst(),
        false);
  }

  private static String required(HashMap<String, String> parts, String name) {
    var value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw Refusals.malformed(
          false,
          "the authorization header requires three components: Credential, SignedHeaders, and"
              + " Signature.");
    }
    return value;
  }
}
