package coffer.node.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.bucket.LifecycleConfiguration.Rule;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.object.ObjectInfo;
import coffer.node.index.ObjectIndex;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifecycleRunTest {
  private static final ObjectIndex UNUSED =
      (ObjectIndex)
          Proxy.newProxyInstance(
              ObjectIndex.class.getClassLoader(),
              new Class<?>[] {ObjectIndex.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  @ParameterizedTest
  @CsvSource({
    // A calendar day rounds up to midnight, a shorter one does not.
    "PT24H, 2026-01-01T10:30:00Z, 2026-01-02T23:59:59Z, false",
    "PT24H, 2026-01-01T10:30:00Z, 2026-01-03T00:00:00Z, true",
    "PT24H, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z, true",
    "PT2S, 2026-01-01T10:30:00Z, 2026-01-01T10:30:01Z, false",
    "PT2S, 2026-01-01T10:30:00Z, 2026-01-01T10:30:02Z, true"
  })
  void anObjectExpiresDaysAfterItsLastChange(
      Duration day, Instant modified, Instant now, boolean expires) {
    var rule = rule(OptionalInt.of(1), Optional.empty(), OptionalLong.empty());
    assertEquals(expires, run(day, now).expires(rule, object(modified, 10)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:59Z, 10, false",
    "2026-02-01T00:00:00Z, 10, true",
    "2026-02-01T00:00:00Z, 5, false"
  })
  void anObjectExpiresOnADateIfItIsLargeEnough(Instant now, long size, boolean expires) {
    var date = Optional.of(Instant.parse("2026-02-01T00:00:00Z"));
    var rule = rule(OptionalInt.empty(), date, OptionalLong.of(5));
    var run = run(Duration.ofDays(1), now);
    assertEquals(expires, run.expires(rule, object(Instant.EPOCH, size)));
  }

  private static LifecycleRun run(Duration day, Instant now) {
    return new LifecycleRun(
        UNUSED, Set.of("000000000000"), bucket -> true, day, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Rule rule(OptionalInt days, Optional<Instant> date, OptionalLong greaterThan) {
    return new Rule(
        "", true, "", greaterThan, OptionalLong.empty(), days, date, OptionalInt.empty());
  }

  private static ObjectInfo object(Instant modified, long size) {
    return new ObjectInfo(
        "key",
        size,
        "etag",
        modified,
        Map.of(),
        ObjectEncryption.SSE_S3,
        Optional.empty(),
        List.of());
  }
}
