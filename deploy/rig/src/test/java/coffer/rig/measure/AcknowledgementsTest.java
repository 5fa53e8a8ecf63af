package coffer.rig.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AcknowledgementsTest {
  private final Acknowledgements puts = new Acknowledgements();

  @Test
  void aPauseIsTheLongestTimeWithoutAnAnswer() {
    puts.acknowledged(0, 10);
    puts.acknowledged(0, 500);
    puts.acknowledged(400, 520);

    assertEquals(Duration.ofNanos(490), puts.longestPause(5, 530));
  }

  @Test
  void aPauseLastsFromTheBeginningAndToTheEnd() {
    puts.acknowledged(0, 100);

    assertEquals(Duration.ofNanos(90), puts.longestPause(10, 110));
    assertEquals(Duration.ofNanos(200), puts.longestPause(90, 300));
    assertEquals(Duration.ofNanos(50), puts.longestPause(150, 200), "nothing in it");
  }

  @Test
  void theLongestPutIsOneOfThoseThatEnded() {
    puts.acknowledged(0, 100);
    puts.acknowledged(80, 210);
    puts.acknowledged(90, 1000);

    assertEquals(Duration.ofNanos(130), puts.longestPut(100, 300));
  }

  @Test
  void waitsForPutsThatBeganLater() throws InterruptedException {
    puts.acknowledged(5, 20);
    puts.acknowledged(11, 20);

    assertTrue(puts.awaitBegunAfter(10, 1, Duration.ZERO));
    assertFalse(puts.awaitBegunAfter(10, 2, Duration.ZERO));
  }

  @Test
  void countsErrorsByKind() {
    puts.failed("answered 503");
    puts.failed("answered 503");

    assertEquals(Map.of("answered 503", 2), puts.errors());
    assertEquals(0, puts.count());
  }

  @Test
  void figuresAreTheMiddleAndTheWorst() {
    var odd = List.of(Duration.ofMillis(7), Duration.ofMillis(1), Duration.ofMillis(3));
    var even = List.of(Duration.ofMillis(4), Duration.ofMillis(2));

    assertEquals(new Figures(Duration.ofMillis(3), Duration.ofMillis(7)), Figures.of(odd));
    assertEquals(new Figures(Duration.ofMillis(3), Duration.ofMillis(4)), Figures.of(even));
  }
}
