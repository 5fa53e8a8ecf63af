package coffer.http.operation;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The condition keys that a request gives to policies, in lower case. See the Service Authorization
 * Reference, "Actions, resources, and condition keys for Amazon S3" and "... S3 Express". The
 * source address is the peer's: headers that proxies add are the client's to invent.
 */
final class RequestConditions {
  private final Clock clock;

  RequestConditions(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param prefix {@code s3} or {@code s3express}
   */
  Map<String, List<String>> of(S3Call call, String prefix) {
    var request = call.request();
    var principal = call.caller().principal();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var keys = new HashMap<String, List<String>>();
    put(keys, "aws:currenttime", now.toString());
    put(keys, "aws:epochtime", Long.toString(now.getEpochSecond()));
    put(keys, "aws:securetransport", Boolean.toString(request.tls()));
    put(keys, "aws:sourceip", request.remoteAddress());
    put(keys, "aws:principalarn", principal.arn());
    put(keys, "aws:principalaccount", principal.account());
    put(keys, "aws:username", principal.name());
    put(keys, "aws:userid", principal.principalId());
    put(keys, "aws:useragent", request.headers().first("user-agent"));
    put(keys, "aws:referer", request.headers().first("referer"));
    put(keys, prefix + ":signatureversion", "AWS4-HMAC-SHA256");
    put(keys, prefix + ":authtype", authType(call));
    put(keys, prefix + ":x-amz-content-sha256", request.headers().first("x-amz-content-sha256"));
    request
        .headers()
        .startingWith("x-amz-server-side-encryption")
        .forEach(
            (name, value) -> {
              if (!name.startsWith("x-amz-server-side-encryption-customer-key")) {
                put(keys, prefix + ":" + name, value);
              }
            });
    put(keys, prefix + ":prefix", request.query().first("prefix"));
    put(keys, prefix + ":delimiter", request.query().first("delimiter"));
    put(keys, prefix + ":max-keys", request.query().first("max-keys"));
    return keys;
  }

  private static String authType(S3Call call) {
    boolean presigned = call.request().query().has("X-Amz-Signature");
    return presigned ? "REST-QUERY-STRING" : "REST-HEADER";
  }

  private static void put(Map<String, List<String>> keys, String name, Optional<String> value) {
    value.ifPresent(present -> put(keys, name, present));
  }

  private static void put(Map<String, List<String>> keys, String name, String value) {
    keys.put(name, List.of(value));
  }
}
