package coffer.http.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Derives signing keys: HMAC over date, region, service and {@code aws4_request}, keyed by the
 * secret. Keeps the last few hundred, since a client uses one all day. The cache is looked up by an
 * HMAC under a key of this process, so no secret lies in it, and a changed secret misses.
 */
public final class SigningKey {
  private static final int CACHED_MAX = 1_024;

  private final byte[] lookupKey = new byte[32];
  private final Map<String, byte[]> cached =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > CACHED_MAX;
        }
      };

  public SigningKey() {
    new SecureRandom().nextBytes(lookupKey);
  }

  /** The key for one scope; from the cache where it can be. Not to be changed by callers. */
  public byte[] of(String secret, String date, String region, String service) {
    var name = String.join("\n", date, region, service, secret);
    var lookup = Base64.getEncoder().encodeToString(Crypto.hmac(lookupKey, name));
    synchronized (cached) {
      var found = cached.get(lookup);
      if (found != null) {
        return found;
      }
    }
    var derived = derive(secret, date, region, service);
    synchronized (cached) {
      cached.put(lookup, derived);
    }
    return derived;
  }

  /** The derivation itself; for clients and tests. */
  public static byte[] derive(String secret, String date, String region, String service) {
    var dateKey = Crypto.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), date);
    var regionKey = Crypto.hmac(dateKey, region);
    var serviceKey = Crypto.hmac(regionKey, service);
    return Crypto.hmac(serviceKey, "aws4_request");
  }
}
