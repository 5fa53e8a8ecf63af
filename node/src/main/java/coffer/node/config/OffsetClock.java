package coffer.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The system's clock, put forward by the milliseconds that stand in a file, which may change at any
 * time: fault tests make clocks jump with it. Chosen by the system property {@value #PROPERTY}.
 */
public final class OffsetClock extends Clock {
  public static final String PROPERTY = "coffer.clock.offset-file";
  private static final long LOOK_AGAIN_NS = 50_000_000;

  private final Path file;
  private final Clock clock;
  private volatile long offsetMs;
  private volatile long lookedAt;

  private OffsetClock(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    look();
  }

  /** The system's clock, unless the property names a file. */
  public static Clock system() {
    var file = System.getProperty(PROPERTY);
    return file == null ? Clock.systemUTC() : new OffsetClock(Path.of(file), Clock.systemUTC());
  }

  private void look() {
    lookedAt = System.nanoTime();
    try {
      offsetMs = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    } catch (IOException | NumberFormatException changing) {
      // It is being written: the next look finds it whole.
    }
  }

  @Override
  public Instant instant() {
    if (System.nanoTime() - lookedAt > LOOK_AGAIN_NS) {
      look();
    }
    return clock.instant().plusMillis(offsetMs);
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new OffsetClock(file, clock.withZone(zone));
  }
}
