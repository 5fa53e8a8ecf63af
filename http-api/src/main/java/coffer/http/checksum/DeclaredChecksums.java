package coffer.http.checksum;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the headers of an upload say about its checksums. See the AWS page "Checking object
 * integrity for data uploads in Amazon S3".
 *
 * @param algorithm of the one checksum that comes in a header or trailer
 * @param value base64, when it came in a header
 * @param trailer the header name that must come behind the body
 * @param md5Base64 {@code Content-MD5}
 */
public record DeclaredChecksums(
    Optional<ChecksumAlgorithm> algorithm,
    Optional<String> value,
    Optional<String> trailer,
    Optional<String> md5Base64) {
  private static final String PREFIX = "x-amz-checksum-";
  private static final Set<String> NOT_VALUES =
      Set.of("x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode");

  /** Nothing was said. */
  public static final DeclaredChecksums NONE =
      new DeclaredChecksums(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Fails with InvalidRequest or InvalidDigest for what cannot be. */
  public static DeclaredChecksums of(Headers headers) {
    var inHeaders = inHeaders(headers);
    var trailers = trailers(headers);
    if (inHeaders.size() + trailers.size() > 1) {
      throw invalid(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    var inHeader = first(inHeaders);
    var trailer = first(trailers);
    var algorithm = inHeader.or(() -> trailer).map(DeclaredChecksums::algorithm);
    checkAlgorithmNamed(headers, algorithm);
    var value = inHeader.map(name -> only(headers, name));
    if (value.isPresent() && !ChecksumMath.isValid(algorithm.orElseThrow(), value.get())) {
      throw invalid("Value for " + inHeader.orElseThrow() + " header is invalid.");
    }
    return new DeclaredChecksums(algorithm, value, trailer, md5(headers));
  }

  private static List<String> inHeaders(Headers headers) {
    var names = new ArrayList<String>();
    for (var name : headers.values().keySet()) {
      if (name.startsWith(PREFIX) && !NOT_VALUES.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static Optional<String> first(List<String> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(names.getFirst());
  }

  private static List<String> trailers(Headers headers) {
    var names = new ArrayList<String>();
    for (var line : headers.all("x-amz-trailer")) {
      for (var name : line.split(",", -1)) {
        var trimmed = name.strip().toLowerCase(Locale.ROOT);
        if (!trimmed.startsWith(PREFIX) || NOT_VALUES.contains(trimmed)) {
          throw invalid("The value specified in the x-amz-trailer header is not supported");
        }
        names.add(trimmed);
      }
    }
    return names;
  }

  private static ChecksumAlgorithm algorithm(String header) {
    return ChecksumAlgorithm.ofName(header.substring(PREFIX.length()))
        .orElseThrow(
            () ->
                invalid("The algorithm type you specified in x-amz-checksum- header is invalid."));
  }

  /** {@code x-amz-sdk-checksum-algorithm} announces a checksum, which must then be there. */
  private static void checkAlgorithmNamed(Headers headers, Optional<ChecksumAlgorithm> algorithm) {
    var named = headers.first("x-amz-sdk-checksum-algorithm");
    if (named.isEmpty()) {
      return;
    }
    if (algorithm.isEmpty()) {
      throw invalid(
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
              + " x-amz-trailer headers were found.");
    }
    if (!ChecksumAlgorithm.ofName(named.get()).equals(algorithm)) {
      throw invalid("Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
  }

  private static Optional<String> md5(Headers headers) {
    if (!headers.has("content-md5")) {
      return Optional.empty();
    }
    var text = only(headers, "content-md5").strip();
    try {
      if (Base64.getDecoder().decode(text).length == 16) {
        return Optional.of(text);
      }
    } catch (IllegalArgumentException e) {
      // not base64: refused below
    }
    throw new S3Exception(S3Error.InvalidDigest);
  }

  private static String only(Headers headers, String name) {
    var values = headers.all(name);
    if (values.size() != 1) {
      throw invalid("The " + name + " header was given more than once.");
    }
    return values.getFirst();
  }

  private static S3Exception invalid(String message) {
    return new S3Exception(S3Error.InvalidRequest, message);
  }
}
