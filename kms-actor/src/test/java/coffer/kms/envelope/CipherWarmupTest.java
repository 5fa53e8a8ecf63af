package coffer.kms.envelope;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CipherWarmupTest {
  @Test
  void endsSoon() {
    Duration took = CipherWarmup.run();
    assertFalse(took.isNegative());
    assertFalse(took.compareTo(Duration.ofSeconds(20)) > 0, "took " + took);
  }
}
