package coffer.rig.check;

import static coffer.rig.check.Story.match;
import static coffer.rig.check.Story.nothing;
import static coffer.rig.check.Story.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One key. */
final class RegisterCheckTest {
  private static final Outcome FAILED = new Outcome.ConditionFailed();
  private static final Outcome ABSENT = new Outcome.Absent();

  @Test
  void oneAfterTheOther() {
    assertTrue(
        new Story().absent(0, 1).put(1, 2, 3).get(1, 4, 5).delete(6, 7).absent(8, 9).holds());
  }

  @Test
  void concurrentWritesMayComeInAnyOrderButOneOnly() {
    assertTrue(new Story().put(1, 0, 10).put(2, 0, 10).get(1, 11, 12).get(1, 13, 14).holds());
    assertTrue(new Story().put(1, 0, 10).put(2, 0, 10).get(2, 11, 12).get(2, 13, 14).holds());
    assertFalse(new Story().put(1, 0, 10).put(2, 0, 10).get(1, 11, 12).get(2, 13, 14).holds());
  }

  @Test
  void aReadDuringAWriteMayFindEither() {
    assertTrue(new Story().put(1, 0, 1).put(2, 2, 9).get(1, 3, 4).get(2, 5, 6).holds());
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 9).get(2, 3, 4).get(1, 5, 6).holds());
  }

  @Test
  void staleRead() {
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).get(1, 4, 5).get(2, 6, 7).holds());
  }

  @Test
  void lostAcknowledgedWrite() {
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).get(1, 4, 5).get(1, 6, 7).holds());
    assertFalse(new Story().put(1, 0, 1).absent(2, 3).holds());
  }

  @Test
  void doublyAppliedWrite() {
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).get(2, 4, 5).get(1, 6, 7).holds());
  }

  @Test
  void resurrectedDelete() {
    assertFalse(new Story().put(1, 0, 1).delete(2, 3).absent(4, 5).get(1, 6, 7).holds());
  }

  @Test
  void valueNeverWritten() {
    var judged = new Story().put(1, 0, 1).get(9, 2, 3).judged();
    assertEquals(Finding.Status.VIOLATED, judged.status());
    assertTrue(judged.offences().getFirst().contains("Found[value=9"), judged::toString);
  }

  @Test
  void otherEtagThanTheWriterWasTold() {
    assertFalse(
        new Story().put(1, 0, 1).get(Story.KEY, new Outcome.Found(1, "other"), 2, 3).holds());
  }

  @Test
  void onlyOneCreates() {
    var one = new Story().put(1, 0, 9, Condition.IF_ABSENT, told(1));
    assertTrue(one.put(2, 0, 9, Condition.IF_ABSENT, FAILED).get(1, 10, 11).holds());
    assertFalse(
        new Story()
            .put(1, 0, 9, Condition.IF_ABSENT, told(1))
            .put(2, 0, 9, Condition.IF_ABSENT, told(2))
            .holds());
    assertFalse(new Story().put(2, 0, 9, Condition.IF_ABSENT, FAILED).holds());
  }

  @Test
  void lostUpdate() {
    var both =
        new Story()
            .put(1, 0, 1)
            .put(2, 2, 9, match(1), told(2))
            .put(3, 2, 9, match(1), told(3))
            .get(3, 10, 11);
    assertFalse(both.holds());
    assertTrue(
        new Story()
            .put(1, 0, 1)
            .put(2, 2, 9, match(1), told(2))
            .put(3, 2, 9, match(1), FAILED)
            .get(2, 10, 11)
            .holds());
  }

  @Test
  void forgottenCondition() {
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).put(3, 4, 5, match(1), told(3)).holds());
    assertFalse(new Story().put(1, 0, 1).delete(2, 3).put(3, 4, 5, match(1), told(3)).holds());
    assertFalse(
        new Story()
            .put(1, 0, 1)
            .put(2, 2, 3)
            .delete(4, 5, match(1), new Outcome.Written(Optional.empty()))
            .holds());
  }

  @Test
  void conditionThatFailedThoughItHeld() {
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3, match(1), FAILED).holds());
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3, match(1), ABSENT).holds());
  }

  @Test
  void whatWasToldNothingMayTakePlaceLateOrNever() {
    assertTrue(
        new Story().put(1, 0, 1).put(2, 2, 3, Condition.NONE, nothing()).get(1, 4, 5).holds());
    assertTrue(
        new Story()
            .put(1, 0, 1)
            .put(2, 2, 3, Condition.NONE, nothing())
            .get(1, 4, 5)
            .get(2, 6, 7)
            .holds());
    assertFalse(
        new Story()
            .put(1, 0, 1)
            .put(2, 2, 3, Condition.NONE, nothing())
            .get(2, 4, 5)
            .get(1, 6, 7)
            .holds());
    assertFalse(
        new Story().put(2, 5, 6, Condition.NONE, nothing()).get(2, 1, 2).holds(), "not before");
  }

  @Test
  void conditionsHoldOfWhatWasToldNothing() {
    assertFalse(
        new Story().put(1, 0, 1).put(2, 2, 3, Condition.IF_ABSENT, nothing()).get(2, 4, 5).holds());
  }

  @Test
  void anAttemptThatWasLostMayTakePlaceAfterItsRetry() {
    assertTrue(
        new Story()
            .retriedPut(1, 0, 1, Condition.NONE, told(1))
            .put(2, 2, 3)
            .get(2, 4, 5)
            .get(1, 6, 7)
            .holds());
    assertFalse(
        new Story()
            .retriedPut(1, 0, 1, Condition.NONE, told(1))
            .put(2, 2, 3)
            .get(1, 4, 5)
            .get(2, 6, 7)
            .get(1, 8, 9)
            .holds(),
        "and only so often");
  }

  @Test
  void aRefusalAfterALostAttemptMayBeOfItsOwnMaking() {
    assertTrue(new Story().retriedPut(1, 0, 1, Condition.IF_ABSENT, FAILED).get(1, 2, 3).holds());
    assertFalse(new Story().put(1, 0, 1, Condition.IF_ABSENT, FAILED).get(1, 2, 3).holds());
  }

  @Test
  void anUploadThatWasRefusedAfterALostAttemptMayBeThere() {
    var upload =
        new Operation(
            1,
            0,
            Kind.MULTIPART,
            Story.KEY,
            Optional.empty(),
            Condition.NONE,
            0,
            1,
            1,
            0,
            new Outcome.Refused("404 NoSuchUpload"));
    var operations = new ArrayList<>(new Story().get(1, 2, 3).operations());
    operations.add(upload);
    assertTrue(Checks.registers(operations).passes());
  }

  @Test
  void itSaysWhereItIsStuck() {
    var operations =
        List.of(
            KeyOperation.told(1, 0, 1, Guard.ANY, put(1)),
            KeyOperation.told(2, 2, 3, Guard.ANY, put(2)),
            KeyOperation.told(3, 4, 5, is(1), Change.KEEP));
    var answer =
        assertInstanceOf(
            RegisterCheck.Answer.NotLinearizable.class, RegisterCheck.check(operations, 1000));
    assertEquals(3, answer.stuck().id());
    assertEquals(2, answer.state().orElseThrow().value());
    assertEquals(List.of(1L, 2L), answer.order());
  }

  @Test
  void itGivesUpRatherThanGuess() {
    var operations = new ArrayList<KeyOperation>();
    for (int i = 1; i <= 40; i++) {
      operations.add(KeyOperation.told(i, 0, 100, Guard.ANY, put(i)));
    }
    operations.add(KeyOperation.told(41, 200, 201, is(99), Change.KEEP));
    assertInstanceOf(RegisterCheck.Answer.GivenUp.class, RegisterCheck.check(operations, 10_000));
  }

  private static Change put(long value) {
    return new Change.Put(new Version(value, Optional.of("e" + value)));
  }

  private static Guard is(long value) {
    return new Guard.Is(OptionalLong.of(value), Optional.of("e" + value));
  }
}
