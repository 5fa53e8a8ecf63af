package coffer.node.repair;

import java.time.Duration;

/**
 * How much healing does.
 *
 * @param bytesPerSecond of copying from others
 * @param parallel how many runs are copied at once
 * @param scrubBytesPerSecond of reading what is here
 * @param scrubPause between two passes of that
 * @param settle how long a new run may take to arrive by itself
 * @param interval between two comparisons
 * @param quiet how long the members must be unchanged before surplus copies go
 * @param grace how long a run that no row knows may still get one
 */
public record HealingSettings(
    long bytesPerSecond,
    int parallel,
    long scrubBytesPerSecond,
    Duration scrubPause,
    Duration settle,
    Duration interval,
    Duration quiet,
    Duration grace) {

  /**
   * The usual, with the grace of garbage; the scrub by system properties where a test has few
   * minutes.
   */
  public static HealingSettings usual(Duration grace) {
    return new HealingSettings(
        64L << 20,
        2,
        Long.getLong("coffer.scrub.mib", 8) << 20,
        Duration.ofMillis(Long.getLong("coffer.scrub.pause.ms", 600_000)),
        Duration.ofSeconds(5),
        Duration.ofHours(1),
        Duration.ofMinutes(2),
        grace);
  }
}
