package coffer.rig.check;

import static coffer.rig.check.Story.GROUP;
import static coffer.rig.check.Story.KEY;
import static coffer.rig.check.Story.OTHER;
import static coffer.rig.check.Story.entry;
import static coffer.rig.check.Story.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** More than one key, listings, and the end. */
final class ChecksTest {
  private static final Outcome ABSENT = new Outcome.Absent();

  private static Outcome found(long value) {
    return new Outcome.Found(value, "e" + value);
  }

  @Test
  void aRenameMoves() {
    var moved = new Story().put(1, 0, 1).move(Kind.RENAME, 1, 2, 3, told(1));
    assertTrue(moved.absent(4, 5).get(OTHER, found(1), 4, 5).holds());
    var kept = new Story().put(1, 0, 1).move(Kind.RENAME, 1, 2, 3, told(1));
    assertFalse(kept.get(1, 4, 5).holds());
    var gone = new Story().put(1, 0, 1).move(Kind.RENAME, 1, 2, 3, told(1));
    assertFalse(gone.get(OTHER, ABSENT, 4, 5).holds());
  }

  @Test
  void aCopyIsOfWhatWasThere() {
    var copied = new Story().put(1, 0, 1).move(Kind.COPY, 1, 2, 3, told(7));
    assertTrue(copied.get(1, 4, 5).get(OTHER, new Outcome.Found(1, "e7"), 4, 5).holds());
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).move(Kind.COPY, 1, 4, 5, told(7)).holds());
  }

  @Test
  void aCopyThatWasToldNothingMayBeThere() {
    var story = new Story().put(1, 0, 1).move(Kind.COPY, 1, 2, 3, Story.nothing());
    assertTrue(story.get(OTHER, ABSENT, 4, 5).get(OTHER, found(1), 6, 7).holds());
  }

  @Test
  void listMissesAKey() {
    assertTrue(new Story().put(1, 0, 1).list(2, 3, entry(KEY, 1)).holds());
    assertFalse(new Story().put(1, 0, 1).list(2, 3).holds());
    assertTrue(new Story().put(1, 0, 5).list(2, 3).holds(), "not acknowledged yet");
  }

  @Test
  void listShowsADeletedKeyOrAnOldVersion() {
    assertFalse(new Story().put(1, 0, 1).delete(2, 3).list(4, 5, entry(KEY, 1)).holds());
    assertFalse(new Story().put(1, 0, 1).put(2, 2, 3).list(4, 5, entry(KEY, 1)).holds());
  }

  @Test
  void aPageThatIsNotTheLastSaysNothingOfOtherKeysInABucketWithoutOrder() {
    var first = new Outcome.Page(2, 3, List.of(entry(OTHER, 2)), true);
    var second = new Outcome.Page(8, 9, List.of(), false);
    var story = new Story().get(OTHER, ABSENT, 0, 1).put(1, 4, 5).delete(6, 7);
    assertTrue(withOther(story).list(GROUP, first, second).holds());
    assertFalse(withOther(new Story().put(1, 0, 1)).list(GROUP, first, second).holds());
  }

  private static Story withOther(Story story) {
    var value = new Subject("b--z--x-s3", "g/c");
    return story.get(value, ABSENT, 0, 1).move(Kind.COPY, 2, 0, 1, Story.nothing());
  }

  @Test
  void pagesOfAnOrderedBucketCoverRanges() {
    var a = new Subject("plain", "g/a");
    var b = new Subject("plain", "g/b");
    var prefix = new Subject("plain", "g/");
    var first = new Outcome.Page(2, 3, List.of(new Outcome.Entry("g/b", "e2")), true);
    var second = new Outcome.Page(8, 9, List.of(), false);
    var operations =
        new Story()
            .get(b, found(2), 2, 3)
            .list(prefix, first, second)
            .get(a, ABSENT, 0, 1)
            .operations();
    var history = KeyHistories.of(operations).getOrDefault(a, List.of());
    assertEquals(2, history.getFirst().invoked(), "the first page passed it over");
    assertEquals(3, history.getFirst().returned());
  }

  @Test
  void listShowsAKeyTwiceOrOutOfNowhere() {
    var a = entry(KEY, 1);
    var twice = new Story().put(1, 0, 1).list(2, 3, a, a).operations();
    assertFalse(Checks.listings(twice).passes());
    var pages =
        new Story()
            .put(1, 0, 1)
            .list(
                GROUP,
                new Outcome.Page(2, 3, List.of(a), true),
                new Outcome.Page(6, 7, List.of(a), false));
    assertFalse(Checks.listings(pages.operations()).passes());
    assertTrue(
        Checks.listings(pages.delete(4, 5).operations()).passes(), "it was written meanwhile");
    var unknown = new Story().put(1, 0, 1).list(2, 3, new Outcome.Entry("g/x", "e"));
    assertFalse(Checks.listings(unknown.operations()).passes());
  }

  @Test
  void listOutOfOrder() {
    var a = new Subject("plain", "g/a");
    var b = new Subject("plain", "g/b");
    var prefix = new Subject("plain", "g/");
    var entries = List.of(new Outcome.Entry("g/b", "e"), new Outcome.Entry("g/a", "e"));
    var story =
        new Story()
            .get(a, ABSENT, 0, 1)
            .get(b, ABSENT, 0, 1)
            .list(prefix, new Outcome.Page(2, 3, entries, false));
    assertFalse(Checks.listings(story.operations()).passes());
  }

  @Test
  void tornValue() {
    var story = new Story().put(1, 0, 1).get(KEY, new Outcome.Wrong("mixed"), 2, 3);
    assertFalse(Checks.values(story.operations()).passes());
    assertTrue(Checks.values(new Story().put(1, 0, 1).get(1, 2, 3).operations()).passes());
  }

  @Test
  void everyEndpointGivesTheSame() {
    var story = new Story().put(1, 0, 1).get(1, 11, 12).operations();
    assertTrue(Checks.durable(story, 10, 1).passes());
    assertFalse(Checks.durable(story, 10, 2).passes(), "one endpoint was not read");
    assertFalse(Checks.durable(story, 20, 1).passes(), "nothing was read at the end");
    var other =
        new Operation(2, 0, Kind.GET, KEY, Optional.empty(), Condition.NONE, 11, 12, 0, 1, ABSENT);
    var both = new java.util.ArrayList<>(story);
    both.add(other);
    assertFalse(Checks.durable(both, 10, 2).passes(), "they differ");
  }
}
