package coffer.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.node.cluster.ZoneDecisions.Rounds;
import coffer.node.cluster.ZoneDecisions.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who founds a zone's cluster, who joins whom, and which of two clusters gives way. */
final class ZoneDecisionsTest {
  private static final Set<String> ZONE = Set.of("a", "b", "c");
  private static final Duration SOON = Duration.ofSeconds(2);

  private static Step step(String self, List<ZoneAnswer> others, int equal, Duration waited) {
    var rounds = new Rounds(ZoneDecisions.answering(self, others), equal);
    return ZoneDecisions.step(self, ZONE, others, rounds, waited);
  }

  private static ZoneAnswer none(String nodeId) {
    return ZoneAnswer.none(nodeId);
  }

  private static ZoneAnswer member(String nodeId, String incarnation, int members, String lowest) {
    return new ZoneAnswer(nodeId, true, incarnation, members, lowest);
  }

  @Test
  void theOnlyNodeOfAZoneFoundsAtOnce() {
    var rounds = Rounds.NONE.then(Set.of("a"));
    assertEquals(
        new Step.JoinSelf(),
        ZoneDecisions.step("a", Set.of("a"), List.of(), rounds, Duration.ZERO));
  }

  @Test
  void aClusterThatIsThereIsJoined() {
    assertEquals(
        new Step.JoinNode("c"),
        step("a", List.of(none("b"), member("c", "x", 1, "c")), 9, Duration.ofHours(1)));
  }

  @Test
  void ofTwoClustersTheLargerIsJoined() {
    var answers = List.of(member("b", "x", 1, "b"), member("c", "y", 2, "c"));
    assertEquals(new Step.JoinNode("c"), step("a", answers, 1, SOON));
    var same = List.of(member("b", "x", 2, "b"), member("c", "x", 2, "b"));
    assertEquals(new Step.JoinNode("b"), step("a", same, 1, SOON));
  }

  @Test
  void theLowestOfAMajorityFoundsAfterTwoEqualRounds() {
    var others = List.of(none("b"));
    assertEquals(new Step.Wait(), step("a", others, 1, SOON));
    assertEquals(new Step.JoinSelf(), step("a", others, 2, SOON));
    assertEquals(new Step.Wait(), step("b", List.of(none("a")), 9, Duration.ofHours(1)));
    assertEquals(new Step.JoinSelf(), step("b", List.of(none("c")), 2, SOON));
  }

  @Test
  void withoutAMajorityTheLowestThatAnswersFoundsAfterAWhile() {
    assertEquals(new Step.Wait(), step("c", List.of(), 9, Duration.ofSeconds(19)));
    assertEquals(new Step.JoinSelf(), step("c", List.of(), 9, ZoneDecisions.ALONE_AFTER));
  }

  @Test
  void roundsAreCountedWhileTheyTellTheSame() {
    var rounds = Rounds.NONE.then(Set.of("a")).then(Set.of("a"));
    assertEquals(2, rounds.equal());
    assertEquals(1, rounds.then(Set.of("a", "b")).equal());
  }

  @Test
  void exactlyOneOfTwoClustersGivesWay() {
    var large = member("a", "x", 2, "1");
    var small = member("b", "y", 1, "0");
    var smallToo = member("c", "z", 1, "2");
    assertFalse(ZoneDecisions.givesWay(large, small));
    assertTrue(ZoneDecisions.givesWay(small, large));
    assertFalse(ZoneDecisions.givesWay(small, smallToo));
    assertTrue(ZoneDecisions.givesWay(smallToo, small));
    assertFalse(ZoneDecisions.givesWay(small, member("c", "y", 2, "0")));
    assertFalse(ZoneDecisions.givesWay(small, none("c")));
  }

  @Test
  void answersAreReadAsTheyWereWritten() throws IOException {
    var answer = member("a", "pekko://x#1", 3, "pekko://y");
    assertEquals(answer, ZoneAnswer.decode(answer.encode()));
    var cut = Arrays.copyOf(answer.encode(), answer.encode().length - 1);
    assertThrows(IOException.class, () -> ZoneAnswer.decode(cut));
  }
}
