package coffer.node.join;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bounds how often an address may be wrong. Remembers a bounded number of addresses. */
final class FailedAttempts {
  static final int ATTEMPTS_MAX = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ADDRESSES_MAX = 1_000;

  private record Failures(Instant since, int count) {}

  private final Map<InetAddress, Failures> byAddress =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
          return size() > ADDRESSES_MAX;
        }
      };

  synchronized boolean tooMany(InetAddress from, Instant now) {
    var failures = byAddress.get(from);
    return failures != null
        && failures.count >= ATTEMPTS_MAX
        && now.isBefore(failures.since.plus(WINDOW));
  }

  synchronized void add(InetAddress from, Instant now) {
    byAddress.compute(
        from,
        (address, was) ->
            was == null || !now.isBefore(was.since.plus(WINDOW))
                ? new Failures(now, 1)
                : new Failures(was.since, was.count + 1));
  }
}
