package coffer.http.sigv4;

import coffer.http.error.S3Exception;
import coffer.http.wire.Ascii;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parts of a credential: {@code AKID/yyyyMMdd/region/service/aws4_request}. */
record Credential(String accessKeyId, String date, String region, String service) {
  private static final Set<String> SERVICES = Set.of("s3", "s3express", "kms", "sts", "iam");
  private static final String DATE_FORM = "00000000T000000Z";
  private static final int HEADER_NAME_CHARS_MAX = 256;
  private static final String TOKEN_MARKS = "!#$%&'*+.^_`|~-";
  private static final int ACCESS_KEY_ID_CHARS_MAX = 128;
  private static final int SIGNED_HEADERS_MAX = 256;

  /**
   * @param signedDate {@code x-amz-date}, whose day the scope must name
   */
  static Credential parse(String text, String signedDate, boolean presigned) {
    var parts = text.split("/", -1);
    if (parts.length != 5
        || parts[0].isEmpty()
        || parts[0].length() > ACCESS_KEY_ID_CHARS_MAX
        || !parts[4].equals("aws4_request")) {
      throw Refusals.credential(
          presigned,
          "the Credential is mal-formed; expecting"
              + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    if (!signedDate.startsWith(parts[1]) || parts[1].length() != 8) {
      throw Refusals.credential(
          presigned,
          "Invalid credential date. This date is not the same as X-Amz-Date: \""
              + signedDate.substring(0, 8)
              + "\".");
    }
    if (!SERVICES.contains(parts[3])) {
      throw Refusals.credential(presigned, "incorrect service. This endpoint belongs to \"s3\".");
    }
    return new Credential(parts[0], parts[1], parts[2], parts[3]);
  }

  static boolean isDate(String text) {
    if (text.length() != DATE_FORM.length()) {
      return false;
    }
    for (int at = 0; at < DATE_FORM.length(); at++) {
      char form = DATE_FORM.charAt(at);
      char given = text.charAt(at);
      if (form == '0' ? !Ascii.isDigit(given) : given != form) {
        return false;
      }
    }
    return true;
  }

  /** Splits {@code host;x-amz-date}: lower case names, none twice. */
  static List<String> signedHeaders(String text, boolean presigned) {
    var names = List.of(text.split(";", -1));
    if (names.size() > SIGNED_HEADERS_MAX || new HashSet<>(names).size() != names.size()) {
      throw malformedHeaders(presigned);
    }
    for (var name : names) {
      if (!isHeaderName(name)) {
        throw malformedHeaders(presigned);
      }
    }
    return names;
  }

  /** A token of RFC 9110, section 5.6.2, in lower case. */
  private static boolean isHeaderName(String name) {
    return !name.isEmpty()
        && name.length() <= HEADER_NAME_CHARS_MAX
        && Ascii.only(name, c -> Ascii.isLowerOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0);
  }

  private static S3Exception malformedHeaders(boolean presigned) {
    return Refusals.malformed(presigned, "the SignedHeaders component is mal-formed.");
  }
}
