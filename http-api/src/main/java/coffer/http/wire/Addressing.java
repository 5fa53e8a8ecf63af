package coffer.http.wire;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which bucket and key a request names. Clients send directory buckets by virtual host to any
 * endpoint that has a name, and by path to one that is an IP address; other buckets as they like.
 *
 * @param bucket not validated yet; may hold any character
 * @param key decoded; never empty when present
 */
public record Addressing(Optional<String> bucket, Optional<String> key) {
  private static final int KEY_BYTES_MAX = 1_024;

  /**
   * Resolves host and path. Fails with InvalidURI, KeyTooLongError, and with InvalidBucketName for
   * a path that begins with two slashes where the bucket should stand.
   *
   * @param host the Host header, with or without port
   * @param domains names that this server answers to, in lower case; {@code <bucket>.<domain>} is a
   *     virtual host
   */
  public static Addressing resolve(Optional<String> host, String rawPath, List<String> domains) {
    var virtual = host.flatMap(name -> virtualBucket(name, domains));
    var path = rawPath.substring(1);
    if (virtual.isPresent()) {
      return new Addressing(virtual, key(path));
    }
    if (path.isEmpty()) {
      return new Addressing(Optional.empty(), Optional.empty());
    }
    int slash = path.indexOf('/');
    var bucket = PercentCoding.decode(slash < 0 ? path : path.substring(0, slash), false);
    if (bucket.isEmpty()) {
      throw new S3Exception(S3Error.InvalidBucketName);
    }
    return new Addressing(
        Optional.of(bucket), slash < 0 ? Optional.empty() : key(path.substring(slash + 1)));
  }

  private static Optional<String> virtualBucket(String host, List<String> domains) {
    var name = withoutPort(host).toLowerCase(Locale.ROOT);
    if (name.startsWith("[") || isIpv4(name) || domains.contains(name)) {
      return Optional.empty();
    }
    int dot = name.indexOf('.');
    if (dot > 0) {
      var label = name.substring(0, dot);
      if (label.endsWith("--x-s3") || label.endsWith("--xa-s3")) {
        return Optional.of(label);
      }
    }
    return domains.stream()
        .filter(domain -> name.endsWith("." + domain) && name.length() > domain.length() + 1)
        .map(domain -> name.substring(0, name.length() - domain.length() - 1))
        .findFirst();
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  private static boolean isIpv4(String name) {
    return !name.isEmpty() && Ascii.only(name, c -> c == '.' || Ascii.isDigit(c));
  }

  private static Optional<String> key(String rawKey) {
    var key = PercentCoding.decode(rawKey, false);
    if (key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX) {
      throw new S3Exception(S3Error.KeyTooLongError);
    }
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }
}
