package coffer.http.wire;

import java.util.List;
import java.util.Optional;

/**
 * Query parameters in the order they came, decoded once from the raw request target.
 *
 * @param parameters name and value, both percent-decoded; {@code ?acl} gives an empty value
 */
public record Query(List<Parameter> parameters) {

  /** One {@code name=value}. */
  public record Parameter(String name, String value) {}

  public boolean has(String name) {
    for (var parameter : parameters) {
      if (parameter.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The first value of that name. */
  public Optional<String> first(String name) {
    for (var parameter : parameters) {
      if (parameter.name().equals(name)) {
        return Optional.of(parameter.value());
      }
    }
    return Optional.empty();
  }
}
