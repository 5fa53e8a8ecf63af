package coffer.kms.service;

import coffer.kms.service.KmsException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextMarker where the next page starts; null on the last
 */
record Page<T>(List<T> items, @Nullable String nextMarker) {

  boolean truncated() {
    return nextMarker != null;
  }

  /**
   * @param sorted all items, by {@code name}
   * @param marker from the page before; null for the first page
   */
  static <T> Page<T> of(
      List<T> sorted, Function<T, String> name, int limit, @Nullable String marker) {
    var after = marker == null ? "" : decoded(marker);
    var rest = sorted.stream().filter(item -> name.apply(item).compareTo(after) > 0).toList();
    if (rest.size() <= limit) {
      return new Page<>(rest, null);
    }
    var items = rest.subList(0, limit);
    var last = name.apply(items.getLast()).getBytes(StandardCharsets.UTF_8);
    return new Page<>(items, Base64.getUrlEncoder().withoutPadding().encodeToString(last));
  }

  private static String decoded(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new KmsException(Code.InvalidMarkerException, "Could not deserialize marker");
    }
  }
}
