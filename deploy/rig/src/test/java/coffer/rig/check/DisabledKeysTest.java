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

final class DisabledKeysTest {
  private static final long SECOND = 1_000_000_000;
  private static final DisabledKeys.Window WINDOW =
      new DisabledKeys.Window(10 * SECOND, 20 * SECOND);

  private static Finding.Status check(String bucket, Kind kind, long at, Outcome outcome) {
    var operation =
        new Operation(
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
    return DisabledKeys.check(List.of(operation), List.of(WINDOW)).status();
  }

  private static Finding.Status read(String bucket, long at) {
    return check(bucket, Kind.GET, at, new Outcome.Found(1, "e"));
  }

  @Test
  void whatNeedsTheKeyAndSucceedsIsFound() {
    assertEquals(Finding.Status.VIOLATED, read("rig-kms", 16));
    var written = new Outcome.Written(Optional.of("e"));
    assertEquals(Finding.Status.VIOLATED, check("rig-kms", Kind.PUT, 16, written));
  }

  @Test
  void aMomentAndTheEndAreAllowed() {
    assertEquals(Finding.Status.OK, read("rig-kms", 14));
    assertEquals(Finding.Status.OK, read("rig-kms", 19));
    assertEquals(Finding.Status.OK, read("rig-kms", 30));
  }

  @Test
  void whatNeedsNoKeyOrIsRefusedIsFine() {
    assertEquals(Finding.Status.OK, read("rig-aes", 16));
    assertEquals(Finding.Status.OK, check("rig-kms", Kind.HEAD, 16, new Outcome.Found(1, "e")));
    assertEquals(
        Finding.Status.OK, check("rig-kms", Kind.GET, 16, new Outcome.Refused("400 Disabled")));
  }

  @Test
  void withoutADisabledKeyNothingIsDecided() {
    assertEquals(Finding.Status.NOT_CHECKED, DisabledKeys.check(List.of(), List.of()).status());
  }
}
