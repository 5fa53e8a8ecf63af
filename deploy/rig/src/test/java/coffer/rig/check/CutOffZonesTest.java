package coffer.rig.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CutOffZonesTest {
  private static final long SECOND = 1_000_000_000;
  private static final String BUCKET = "rig-aes--zone2-az1--x-s3";
  private static final CutOffZones.Window WINDOW =
      new CutOffZones.Window("zone2-az1", 10 * SECOND, 20 * SECOND, "");
  private static final Outcome WRITTEN = new Outcome.Written(Optional.of("e"));
  private static final Outcome FOUND = new Outcome.Found(1, "e");
  private static final Outcome UNKNOWN = new Outcome.Unknown("timeout");

  private static Operation operation(String bucket, Kind kind, long at, Outcome outcome) {
    return new Operation(
        1,
        0,
        kind,
        new Subject(bucket, "k"),
        Optional.empty(),
        Condition.NONE,
        at * SECOND,
        (at + 1) * SECOND,
        0,
        0,
        outcome);
  }

  private static Finding.Status check(CutOffZones.Window window, Operation... operations) {
    return CutOffZones.check(List.of(operations), List.of(window)).status();
  }

  @Test
  void aWriteAndAReadAreEnough() {
    assertEquals(
        Finding.Status.OK,
        check(
            WINDOW,
            operation(BUCKET, Kind.PUT, 12, WRITTEN),
            operation(BUCKET, Kind.GET, 13, FOUND)));
  }

  @Test
  void readsAloneAreNotEnoughNorAreWritesThatHadNoAnswer() {
    assertEquals(
        Finding.Status.VIOLATED,
        check(
            WINDOW,
            operation(BUCKET, Kind.PUT, 12, UNKNOWN),
            operation(BUCKET, Kind.GET, 13, FOUND)));
  }

  @Test
  void whatWasServedBeforeOrElsewhereDoesNotCount() {
    assertEquals(
        Finding.Status.VIOLATED,
        check(
            WINDOW,
            operation(BUCKET, Kind.PUT, 8, WRITTEN),
            operation(BUCKET, Kind.GET, 20, FOUND),
            operation("rig-aes--zone1-az1--x-s3", Kind.PUT, 12, WRITTEN)));
  }

  @Test
  void aZoneThatDoesNotStartIsFound() {
    assertEquals(
        Finding.Status.VIOLATED, check(new CutOffZones.Window("zone2-az1", 0, 1, "not ready")));
  }

  @Test
  void withoutACutNothingIsDecided() {
    assertEquals(Finding.Status.NOT_CHECKED, CutOffZones.check(List.of(), List.of()).status());
  }
}
