package coffer.http.sigv4;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The parts of a credential: {@code AKID/yyyyMMdd/region/service/aws4_request}. */
record Credential(String accessKeyId, String date, String region, String service) {
  private static final Set<String> SERVICES = Set.of("s3", "s3express", "kms", "sts", "iam");
  private static final Pattern DATE = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,256}");
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
    return DATE.matcher(text).matches();
  }

  /** Splits {@code host;x-amz-date}: lower case names, none twice. */
  static List<String> signedHeaders(String text, boolean presigned) {
    var names = List.of(text.split(";", -1));
    boolean valid =
        names.size() <= SIGNED_HEADERS_MAX
            && names.stream().allMatch(name -> HEADER_NAME.matcher(name).matches())
            && new HashSet<>(names).size() == names.size();
    if (!valid) {
      throw Refusals.malformed(presigned, "the SignedHeaders component is mal-formed.");
    }
    return names;
  }
}
