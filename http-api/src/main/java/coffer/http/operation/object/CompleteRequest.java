package coffer.http.operation.object;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.ChecksumMath;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Uploads.ListedPart;
import coffer.http.wire.XmlElement;
import java.util.List;
import java.util.Optional;

/** The body of CompleteMultipartUpload. */
final class CompleteRequest {
  private static final String CHECKSUM_PREFIX = "Checksum";

  private CompleteRequest() {}

  /**
   * The parts, 1 to 10,000 of them with ascending numbers.
   *
   * @throws S3Exception MalformedXML, also for elements that the API does not have;
   *     InvalidPartOrder; InvalidArgument for numbers that no part can have
   */
  static List<ListedPart> parse(byte[] document) {
    var root = XmlElement.parse(document, "CompleteMultipartUpload");
    if (root.children().isEmpty() || root.children().size() > Numbers.MAX_PARTS) {
      throw malformed();
    }
    var parts = root.children().stream().map(CompleteRequest::part).toList();
    for (var i = 1; i < parts.size(); i++) {
      if (parts.get(i).number() <= parts.get(i - 1).number()) {
        throw new S3Exception(S3Error.InvalidPartOrder);
      }
    }
    return parts;
  }

  private static ListedPart part(XmlElement element) {
    if (!element.name().equals("Part")) {
      throw malformed();
    }
    Optional<String> number = Optional.empty();
    Optional<String> etag = Optional.empty();
    Optional<Checksum> checksum = Optional.empty();
    for (var child : element.children()) {
      var text = child.text().strip();
      switch (child.name()) {
        case "PartNumber" -> number = once(number, text);
        case "ETag" -> etag = once(etag, EntityTags.bare(text));
        default -> checksum = once(checksum, checksum(child.name(), text));
      }
    }
    return new ListedPart(
        Numbers.partNumber(number.orElseThrow(CompleteRequest::malformed)),
        etag.orElseThrow(CompleteRequest::malformed),
        checksum);
  }

  private static Checksum checksum(String element, String value) {
    var algorithm =
        element.startsWith(CHECKSUM_PREFIX)
            ? ChecksumAlgorithm.ofName(element.substring(CHECKSUM_PREFIX.length()))
            : Optional.<ChecksumAlgorithm>empty();
    if (algorithm.isEmpty() || !ChecksumMath.isValid(algorithm.get(), value)) {
      throw malformed();
    }
    return new Checksum(algorithm.get(), Checksum.Type.FULL_OBJECT, value);
  }

  private static <T> Optional<T> once(Optional<T> before, T value) {
    if (before.isPresent()) {
      throw malformed();
    }
    return Optional.of(value);
  }

  private static S3Exception malformed() {
    return new S3Exception(S3Error.MalformedXML);
  }
}
