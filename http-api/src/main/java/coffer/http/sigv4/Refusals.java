package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.Map;

/** The wording of AWS for malformed authentication; it differs between header and query. */
final class Refusals {
  private Refusals() {}

  static S3Exception malformed(boolean presigned, String what) {
    return malformed(presigned, what, Map.of());
  }

  static S3Exception malformed(boolean presigned, String what, Map<String, String> details) {
    return presigned
        ? new S3Exception(S3Error.AuthorizationQueryParametersError, what, details)
        : new S3Exception(
            S3Error.AuthorizationHeaderMalformed,
            "The authorization header is malformed; " + what,
            details);
  }

  static S3Exception credential(boolean presigned, String what) {
    return credential(presigned, what, Map.of());
  }

  static S3Exception credential(boolean presigned, String what, Map<String, String> details) {
    return malformed(
        presigned,
        presigned ? "Error parsing the X-Amz-Credential parameter; " + what : what,
        details);
  }

  static S3Exception twoMechanisms() {
    return new S3Exception(
        S3Error.InvalidArgument,
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query"
            + " string parameter or the Authorization header should be specified",
        Map.of("ArgumentName", "Authorization"));
  }

  static S3Exception oldVersion() {
    return new S3Exception(
        S3Error.InvalidRequest,
        "The authorization mechanism you have provided is not supported. Please use"
            + " AWS4-HMAC-SHA256.");
  }
}
