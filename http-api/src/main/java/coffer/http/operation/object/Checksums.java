package coffer.http.operation.object;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Headers;
import coffer.http.wire.XmlWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checksums in headers and XML. See the AWS page "Checking object integrity for data uploads in
 * Amazon S3".
 */
final class Checksums {
  static final String ALGORITHM = "x-amz-checksum-algorithm";
  static final String TYPE = "x-amz-checksum-type";

  private static final Pattern COMPOSITE = Pattern.compile("(.+)-[1-9]\\d{0,4}");

  private Checksums() {}

  /** The headers that tell it. */
  static Map<String, String> headers(Optional<Checksum> checksum) {
    var headers = new LinkedHashMap<String, String>();
    checksum.ifPresent(
        value -> {
          headers.put(value.algorithm().header(), value.value());
          headers.put(TYPE, value.type().name());
        });
    return headers;
  }

  /** {@code <ChecksumCRC32>...</ChecksumCRC32>}, of a part. */
  static void write(XmlWriter xml, Optional<Checksum> checksum) {
    checksum.ifPresent(value -> xml.text("Checksum" + value.algorithm().name(), value.value()));
  }

  /** The same, of an object, with its type. */
  static void writeWithType(XmlWriter xml, Optional<Checksum> checksum) {
    write(xml, checksum);
    checksum.ifPresent(value -> xml.text("ChecksumType", value.type().name()));
  }

  /** {@code x-amz-checksum-algorithm}. */
  static Optional<ChecksumAlgorithm> algorithm(Headers headers) {
    return headers.first(ALGORITHM).map(Checksums::algorithmNamed);
  }

  /** {@code x-amz-checksum-type}. */
  static Optional<Checksum.Type> type(Headers headers) {
    return headers
        .first(TYPE)
        .map(
            text -> {
              for (var type : Checksum.Type.values()) {
                if (type.name().equalsIgnoreCase(text)) {
                  return type;
                }
              }
              throw Numbers.invalid(TYPE, text, "Value for x-amz-checksum-type header is invalid.");
            });
  }

  /** The type of a new upload's checksum: as asked, or the algorithm's usual one. */
  static Optional<Checksum.Type> uploadType(
      Optional<ChecksumAlgorithm> algorithm, Optional<Checksum.Type> asked) {
    if (algorithm.isEmpty()) {
      if (asked.isPresent()) {
        throw new S3Exception(
            S3Error.InvalidRequest,
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return Optional.empty();
    }
    var type =
        asked.orElse(
            algorithm.get() == ChecksumAlgorithm.CRC64NVME
                ? Checksum.Type.FULL_OBJECT
                : Checksum.Type.COMPOSITE);
    var allowed =
        switch (type) {
          case FULL_OBJECT -> algorithm.get().combines();
          case COMPOSITE -> algorithm.get() != ChecksumAlgorithm.CRC64NVME;
        };
    if (!allowed) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The "
              + type
              + " checksum type cannot be used with the "
              + algorithm.get().name().toLowerCase(Locale.ROOT)
              + " checksum algorithm.");
    }
    return Optional.of(type);
  }

  /** {@code x-amz-checksum-<algorithm>} of CompleteMultipartUpload: of the whole object. */
  static Optional<Checksum> ofWhole(Headers headers, Optional<Checksum.Type> uploadType) {
    Optional<Checksum> found = Optional.empty();
    for (var algorithm : ChecksumAlgorithm.values()) {
      var value = headers.first(algorithm.header());
      if (value.isPresent()) {
        if (found.isPresent()) {
          throw new S3Exception(
              S3Error.InvalidRequest,
              "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                  + " allowed.");
        }
        found = Optional.of(whole(algorithm, value.get(), uploadType));
      }
    }
    return found;
  }

  private static Checksum whole(
      ChecksumAlgorithm algorithm, String value, Optional<Checksum.Type> uploadType) {
    var match = COMPOSITE.matcher(value);
    var composite = match.matches();
    if (!ChecksumMath.isValid(algorithm, composite ? match.group(1) : value)) {
      throw new S3Exception(
          S3Error.InvalidRequest, "Value for " + algorithm.header() + " header is invalid.");
    }
    var type = composite ? Checksum.Type.COMPOSITE : uploadType.orElse(Checksum.Type.FULL_OBJECT);
    return new Checksum(algorithm, type, value);
  }

  /** By the API's name; InvalidRequest for one that is not computed here. */
  static ChecksumAlgorithm algorithmNamed(String name) {
    return ChecksumAlgorithm.ofName(name)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3Error.InvalidRequest,
                    "Checksum algorithm provided is unsupported. Please try again with any of the"
                        + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
  }
}
