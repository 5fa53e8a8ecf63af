package coffer.http.checksum;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DigestWarmupTest {
  @Test
  void endsWithItsRoundsOrItsTime() {
    assertTrue(DigestWarmup.run(50, Duration.ofMinutes(1)));
    assertFalse(DigestWarmup.run(Integer.MAX_VALUE, Duration.ofMillis(20)));
  }
}
