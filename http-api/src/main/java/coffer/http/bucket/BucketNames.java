package coffer.http.bucket;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Ascii;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for bucket names: AWS pages "General purpose bucket naming rules" and "Directory bucket
 * naming rules". Clients do not check them against an endpoint that is an IP address.
 */
public final class BucketNames {
  private static final String DIRECTORY_SUFFIX = "--x-s3";
  private static final String ACCESS_POINT_SUFFIX = "--xa-s3";

  private static final Pattern GENERAL = Pattern.compile("[a-z0-9][a-z0-9.-]*[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  private static final List<String> RESERVED_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
  private static final List<String> RESERVED_SUFFIXES =
      List.of("-s3alias", "--ol-s3", ".mrap", "--table-s3", ACCESS_POINT_SUFFIX);

  private BucketNames() {}

  /** The kind that a name is of by its ending, valid or not. */
  public static BucketKind kindOf(String name) {
    return name.endsWith(DIRECTORY_SUFFIX) ? BucketKind.DIRECTORY : BucketKind.GENERAL_PURPOSE;
  }

  /** Whether it is the name of an access point of a directory bucket. */
  public static boolean isAccessPoint(String name) {
    return name.endsWith(ACCESS_POINT_SUFFIX);
  }

  /** Whether a bucket of its kind may have this name. */
  public static boolean valid(String name) {
    if (name.length() < 3 || name.length() > 63) {
      return false;
    }
    if (RESERVED_PREFIXES.stream().anyMatch(name::startsWith)
        || RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)) {
      return false;
    }
    return switch (kindOf(name)) {
      case DIRECTORY -> zone(name).isPresent();
      case GENERAL_PURPOSE ->
          GENERAL.matcher(name).matches()
              && !name.contains("..")
              && !IP_ADDRESS.matcher(name).matches();
    };
  }

  /** Fails with InvalidBucketName. */
  public static void require(String name) {
    if (!valid(name)) {
      throw new S3Exception(
          S3Error.InvalidBucketName,
          S3Error.InvalidBucketName.message(),
          Map.of("BucketName", name));
    }
  }

  /** The zone id in the name of a directory bucket: {@code base--zone--x-s3}. */
  public static Optional<String> zone(String name) {
    if (!name.endsWith(DIRECTORY_SUFFIX)) {
      return Optional.empty();
    }
    int end = name.length() - DIRECTORY_SUFFIX.length();
    int separator = name.lastIndexOf("--", end - 2);
    if (separator < 0) {
      return Optional.empty();
    }
    var zone = name.substring(separator + 2, end);
    return isLabel(name.substring(0, separator)) && isLabel(zone)
        ? Optional.of(zone)
        : Optional.empty();
  }

  /** Lower case letters, digits, and hyphens between them. */
  private static boolean isLabel(String text) {
    return !text.isEmpty()
        && Ascii.isLowerOrDigit(text.charAt(0))
        && Ascii.isLowerOrDigit(text.charAt(text.length() - 1))
        && Ascii.only(text, c -> c == '-' || Ascii.isLowerOrDigit(c));
  }
}
