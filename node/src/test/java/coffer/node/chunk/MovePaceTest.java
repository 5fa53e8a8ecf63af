package coffer.node.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MovePaceTest {
  private static final int STEP = MovePace.STEP_BYTES;

  private final List<Long> rests = new ArrayList<>();
  private long now = Long.MAX_VALUE - 10;
  private boolean hurried;
  private final MovePace pace =
      new MovePace(
          () -> hurried,
          () -> now,
          nanos -> {
            rests.add(nanos);
            now += nanos;
          });

  private void copy(int bytes, long nanos) {
    now += nanos;
    pace.copied(bytes);
  }

  @Test
  void restsAfterEachStepForThreeTimesAsLong() {
    copy(STEP - 1, 100);
    assertEquals(List.of(), rests);
    copy(1, 20);
    copy(STEP, 50);
    assertEquals(List.of(360L, 150L), rests);
  }

  @Test
  void aSlowDiskIsNotWaitedForLonger() {
    copy(STEP, MovePace.REST_NANOS_MAX);
    assertEquals(List.of(MovePace.REST_NANOS_MAX), rests);
  }

  @Test
  void hurriesWhileTheNextFileIsFullAsWell() {
    hurried = true;
    copy(STEP, 100);
    hurried = false;
    copy(STEP, 10);
    assertEquals(List.of(30L), rests);
  }
}
