package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConnectionLimitTest {
  private static final long MIB = 1L << 20;

  @Test
  void stalledConnectionsFillNeitherMemory() {
    assertEquals(1_024, ConnectionLimit.of(512 * MIB, 4_096 * MIB, MIB / 2));
    assertEquals(640, ConnectionLimit.of(512 * MIB, 1_280 * MIB, MIB));
    assertEquals(
        ConnectionLimit.CONNECTIONS_MAX, ConnectionLimit.of(8_192 * MIB, 8_192 * MIB, MIB / 2));
    assertEquals(1, ConnectionLimit.of(MIB / 4, MIB, MIB));
  }

  @Test
  void theLimitsOfThisProcessAreKnown() {
    int limit = ConnectionLimit.ofThisProcess(MIB / 2);
    assertTrue(limit > 1 && limit <= Runtime.getRuntime().maxMemory() / MIB * 2, limit + "");
  }
}
