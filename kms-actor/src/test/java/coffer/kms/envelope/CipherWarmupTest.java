package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CipherWarmupTest {
  @Test
  void endsWithItsRoundsOrItsTime() {
    assertTrue(CipherWarmup.run(200, Duration.ofMinutes(1)));
    assertFalse(CipherWarmup.run(Integer.MAX_VALUE, Duration.ofMillis(20)));
  }
}
