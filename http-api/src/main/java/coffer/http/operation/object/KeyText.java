package coffer.http.operation.object;

import coffer.http.wire.PercentCoding;
import coffer.http.wire.Query;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How keys and prefixes are written into the XML of a listing: as they are, or percent-encoded
 * ({@code encoding-type=url}). Keys may hold characters that XML 1.0 cannot; a page with such a key
 * is percent-encoded even when the client did not ask, and says so in {@code EncodingType}, which
 * the AWS SDKs act on.
 */
enum KeyText {
  VERBATIM,
  URL;

  /**
   * Fails with InvalidArgument on an {@code encoding-type} other than {@code url}; for use before
   * anything is looked up.
   *
   * @return whether the client asked for it
   */
  static boolean check(Query query) {
    var asked = query.first("encoding-type").filter(value -> !value.isEmpty());
    if (asked.isPresent() && !asked.get().equalsIgnoreCase("url")) {
      throw Numbers.invalid(
          "encoding-type", asked.get(), "Invalid Encoding Method specified in Request");
    }
    return asked.isPresent();
  }

  /**
   * @param keys everything of the page that comes from stored keys or from the request
   */
  static KeyText of(Query query, Stream<String> keys) {
    return check(query) || !keys.allMatch(KeyText::fitsXml) ? URL : VERBATIM;
  }

  String of(String key) {
    return switch (this) {
      case VERBATIM -> key;
      case URL -> PercentCoding.encode(key, true);
    };
  }

  /** The {@code EncodingType} element. */
  Optional<String> encodingType() {
    return switch (this) {
      case VERBATIM -> Optional.empty();
      case URL -> Optional.of("url");
    };
  }

  /** Whether XML 1.0 (production 2, Char) can hold every character, CR as a reference. */
  static boolean fitsXml(String text) {
    return text.codePoints().allMatch(KeyText::isXmlCharacter);
  }

  private static boolean isXmlCharacter(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
