package coffer.bench.wire;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Where a server answers. Requests name buckets in the path.
 *
 * @param bucket that is used here, for stores in which each part has its own; empty for the
 *     target's
 */
public record Endpoint(boolean tls, String host, int port, String bucket) {

  /** With the target's bucket. */
  public Endpoint(boolean tls, String host, int port) {
    this(tls, host, port, "");
  }

  /**
   * Reads {@code URL,URL,...}, each of scheme and authority, and a bucket behind a slash if wanted.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static List<Endpoint> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(Endpoint::parse).toList();
  }

  private static Endpoint parse(String text) {
    var uri = URI.create(text.strip());
    boolean tls = "https".equals(uri.getScheme());
    var host = uri.getHost();
    var path = uri.getRawPath();
    if (host == null || !tls && !"http".equals(uri.getScheme()) || path.lastIndexOf('/') > 0) {
      throw new IllegalArgumentException("not an endpoint such as http://127.0.0.1:9000: " + text);
    }
    return new Endpoint(
        tls,
        host,
        uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80,
        path.isEmpty() ? "" : path.substring(1));
  }

  /** The Host header: the port is left out where it is the scheme's own. */
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://")
        + host
        + ":"
        + port
        + (bucket.isEmpty() ? "" : "/" + bucket);
  }
}
