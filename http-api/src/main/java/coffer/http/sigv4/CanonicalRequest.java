package coffer.http.sigv4;

import coffer.http.wire.Headers;
import coffer.http.wire.PercentCoding;
import coffer.http.wire.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * The canonical request of SigV4 as S3 defines it: the path is encoded once and never normalised.
 * See the AWS page "Create a signed AWS API request".
 */
public final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * @param path as {@link #path} gives it
   * @param query as {@link #query} gives it
   * @param signedHeaders in the order in which the client lists them
   * @param valueSeparator what joins several values of one header
   */
  static String of(
      String method,
      String path,
      String query,
      Headers headers,
      List<String> signedHeaders,
      String valueSeparator,
      String payloadHash) {
    var text = new StringBuilder(512);
    text.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    for (var name : signedHeaders) {
      text.append(name).append(':');
      text.append(
          name.equals("content-encoding")
              ? joined(headers.all(name)).replaceAll(", *", valueSeparator)
              : joined(headers.all(name)));
      text.append('\n');
    }
    return text.append('\n')
        .append(String.join(";", signedHeaders))
        .append('\n')
        .append(payloadHash)
        .toString();
  }

  /** The path decoded once and encoded again in S3's one way; {@code /} stays. */
  static String path(String rawPath) {
    return PercentCoding.encode(PercentCoding.decode(rawPath, false), true);
  }

  /** Parameters encoded and sorted, without {@code X-Amz-Signature}. */
  static String query(Query query) {
    record Encoded(String name, String value) implements Comparable<Encoded> {
      @Override
      public int compareTo(Encoded other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : value.compareTo(other.value);
      }
    }
    var encoded = new ArrayList<Encoded>();
    for (var parameter : query.parameters()) {
      if (!parameter.name().equalsIgnoreCase("X-Amz-Signature")) {
        encoded.add(
            new Encoded(
                PercentCoding.encode(parameter.name(), false),
                PercentCoding.encode(parameter.value(), false)));
      }
    }
    encoded.sort(null);
    var text = new StringBuilder();
    for (var each : encoded) {
      text.append(text.isEmpty() ? "" : "&").append(each.name()).append('=').append(each.value());
    }
    return text.toString();
  }

  private static String joined(List<String> values) {
    return values.size() == 1
        ? trimmed(values.getFirst())
        : String.join(",", values.stream().map(CanonicalRequest::trimmed).toList());
  }

  /** Without surrounding white space, and each run of blanks inside as one. */
  private static String trimmed(String value) {
    var text = value.strip();
    return text.contains("  ") ? text.replaceAll(" +", " ") : text;
  }
}
