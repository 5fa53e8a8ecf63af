package coffer.http.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Request headers exactly as they came: names in lower case, values verbatim, in order. Immutable.
 *
 * @param values every value of a header by its name
 */
public record Headers(Map<String, List<String>> values) {

  /** The value, the first where there are several. */
  public Optional<String> first(String name) {
    var found = values.get(name);
    return found == null ? Optional.empty() : Optional.of(found.getFirst());
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Headers whose names start with {@code prefix}, values joined by commas. */
  public Map<String, String> startingWith(String prefix) {
    var found = new LinkedHashMap<String, String>();
    for (var header : values.entrySet()) {
      if (header.getKey().startsWith(prefix)) {
        found.put(header.getKey(), String.join(",", header.getValue()));
      }
    }
    return found;
  }

  /** For tests and signed sub-requests. */
  public static Headers of(Map<String, String> single) {
    var values = new LinkedHashMap<String, List<String>>();
    single.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    return new Headers(values);
  }
}
