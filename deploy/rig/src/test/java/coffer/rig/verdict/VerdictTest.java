package coffer.rig.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.check.Finding;
import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictTest {
  private static final long SECOND = 1_000_000_000;
  private static final List<Operation> WRITES = List.of(put(1, 1), put(2, 3), put(3, 8));

  private static Operation put(long id, long atSecond) {
    return new Operation(
        id,
        0,
        Kind.PUT,
        new Subject("b", "k"),
        Optional.empty(),
        Condition.NONE,
        atSecond * SECOND - 1000,
        atSecond * SECOND,
        0,
        0,
        new Outcome.Written(Optional.of("e" + id)));
  }

  private static Verdict.Facts facts(
      Map<String, Integer> errors, boolean hidden, Map<String, String> notInjected, long pause) {
    return new Verdict.Facts(
        7,
        "abc",
        "one node",
        0,
        10 * SECOND,
        List.of("b"),
        List.of("kill"),
        Map.of("kill", 3),
        notInjected,
        errors,
        hidden,
        Optional.of(Duration.ofSeconds(pause)),
        0,
        Duration.ZERO);
  }

  private static Verdict verdict(Verdict.Facts facts, Finding... findings) {
    return new Verdict(facts, WRITES, List.of(findings));
  }

  @Test
  void itHoldsWhenEverythingDoes() {
    var verdict = verdict(facts(Map.of(), true, Map.of(), 6), Finding.of("all", "fine", List.of()));
    assertTrue(verdict.holds(), verdict::page);
    assertTrue(verdict.page().contains("EVERYTHING HOLDS"));
    assertTrue(verdict.page().contains("b: 5.0 s from 3.0 s on"), verdict::page);
  }

  @Test
  void whatIsNotDecidedFails() {
    var facts = facts(Map.of(), true, Map.of(), 6);
    var undecided = new Finding("keys", Finding.Status.UNKNOWN, "given up", List.of());
    assertFalse(verdict(facts, undecided).holds());
    assertFalse(verdict(facts, Finding.of("keys", "", List.of("lost"))).holds());
    assertTrue(verdict(facts, Finding.notChecked("disks", "unknown")).holds());
  }

  @Test
  void errorsFailUnlessTheFaultsExcuseThem() {
    var errors = Map.of("503 SlowDown", 2);
    assertFalse(verdict(facts(errors, true, Map.of(), 6)).holds());
    assertTrue(verdict(facts(errors, false, Map.of(), 6)).holds());
  }

  @Test
  void aLongPauseFails() {
    assertFalse(verdict(facts(Map.of(), true, Map.of(), 4)).holds());
  }

  @Test
  void aFaultThatWasNotInjectedFails() {
    assertFalse(verdict(facts(Map.of(), true, Map.of("cut", "no namespaces"), 6)).holds());
  }

  @Test
  void aBucketWithoutAWriteFails() {
    var facts = facts(Map.of(), true, Map.of(), 100);
    assertFalse(new Verdict(facts, List.of(), List.of()).holds());
  }

  @Test
  void pausesCountFromTheBeginAndToTheEnd() {
    var pauses = Pauses.of(List.of(put(1, 7)), List.of("b", "c"), 0, 10 * SECOND);
    assertEquals(Duration.ofSeconds(7), pauses.getFirst().length());
    assertEquals(Duration.ofSeconds(10), pauses.getLast().length());
  }
}
