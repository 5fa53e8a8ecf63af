package coffer.node.index.group;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How many reads a group has, and whether they come one at a time. */
final class ReadsUnderWayTest {
  private final ReadsUnderWay reads = new ReadsUnderWay(3);

  private void oneAfterTheOther(int times) {
    for (int read = 0; read < times; read++) {
      assertTrue(reads.begin());
      reads.end();
    }
  }

  @Test
  void manyThatMetNoOtherComeOneAtATime() {
    oneAfterTheOther(63);
    assertFalse(reads.oneAtATime());
    oneAfterTheOther(1000);
    assertTrue(reads.oneAtATime());
  }

  @Test
  void oneThatMeetsAnotherEndsIt() {
    oneAfterTheOther(1000);
    assertTrue(reads.begin());
    assertTrue(reads.begin());
    reads.end();
    reads.end();

    assertFalse(reads.oneAtATime());
    oneAfterTheOther(64);
    assertTrue(reads.oneAtATime());
  }

  @Test
  void oneTooManyIsRefusedAndNotCounted() {
    assertTrue(reads.begin());
    assertTrue(reads.begin());
    assertTrue(reads.begin());
    assertFalse(reads.begin());
    reads.end();

    assertTrue(reads.begin());
  }
}
