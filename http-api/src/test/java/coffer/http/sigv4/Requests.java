package coffer.http.sigv4;

import coffer.http.wire.Entity;
import coffer.http.wire.Headers;
import coffer.http.wire.RawTarget;
import coffer.http.wire.S3Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes requests without a server. */
final class Requests {
  private Requests() {}

  /** Headers are {@code name: value} each. */
  static S3Request of(String method, String target, String... headers) {
    var parsed = RawTarget.parse(target);
    var values = new LinkedHashMap<String, List<String>>();
    for (var header : headers) {
      int colon = header.indexOf(':');
      values
          .computeIfAbsent(
              header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.substring(colon + 1).strip());
    }
    return new S3Request(
        method,
        parsed.rawPath(),
        parsed.rawQuery(),
        parsed.query(),
        new Headers(Map.copyOf(values)),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Entity.EMPTY,
        "127.0.0.1",
        false,
        "0123456789ABCDEF");
  }
}
