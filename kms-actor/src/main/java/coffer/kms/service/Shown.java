package coffer.kms.service;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the parameters that an audit record shows, leaving out what was not given. */
final class Shown {
  private final Map<String, Object> shown = new LinkedHashMap<>();

  Shown with(String name, @Nullable Object value) {
    if (value != null) {
      shown.put(name, value);
    }
    return this;
  }

  Map<String, Object> map() {
    return shown;
  }
}
