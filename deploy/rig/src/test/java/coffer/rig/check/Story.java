package coffer.rig.check;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A history written by hand. Numbers of operations are given, since they are the values; times are
 * in any unit. The ETag of the value 7 is {@code e7}.
 */
final class Story {
  static final Subject KEY = new Subject("b--z--x-s3", "g/a");
  static final Subject OTHER = new Subject("b--z--x-s3", "g/b");
  static final Subject GROUP = new Subject("b--z--x-s3", "g/");

  private final List<Operation> operations = new ArrayList<>();
  private long reads = 1000;

  Story put(long value, long from, long to) {
    return put(value, from, to, Condition.NONE, told(value));
  }

  Story put(long value, long from, long to, Condition condition, Outcome outcome) {
    return add(value, Kind.PUT, KEY, Optional.empty(), condition, from, to, 0, outcome);
  }

  Story retriedPut(long value, long from, long to, Condition condition, Outcome outcome) {
    return add(value, Kind.PUT, KEY, Optional.empty(), condition, from, to, 1, outcome);
  }

  Story delete(long from, long to) {
    return delete(from, to, Condition.NONE, new Outcome.Written(Optional.empty()));
  }

  Story delete(long from, long to, Condition condition, Outcome outcome) {
    return add(++reads, Kind.DELETE, KEY, Optional.empty(), condition, from, to, 0, outcome);
  }

  Story get(long value, long from, long to) {
    return get(KEY, new Outcome.Found(value, "e" + value), from, to);
  }

  Story absent(long from, long to) {
    return get(KEY, new Outcome.Absent(), from, to);
  }

  Story get(Subject key, Outcome outcome, long from, long to) {
    return add(++reads, Kind.GET, key, Optional.empty(), Condition.NONE, from, to, 0, outcome);
  }

  /** From {@link #KEY} to {@link #OTHER}. */
  Story move(Kind kind, long value, long from, long to, Outcome outcome) {
    return add(++reads, kind, OTHER, Optional.of(KEY), match(value), from, to, 0, outcome);
  }

  /** One page with the keys that hold those values. */
  Story list(long from, long to, Outcome.Entry... entries) {
    return list(GROUP, new Outcome.Page(from, to, List.of(entries), false));
  }

  Story list(Subject prefix, Outcome.Page... pages) {
    return add(
        ++reads,
        Kind.LIST,
        prefix,
        Optional.empty(),
        Condition.NONE,
        pages[0].invoked(),
        pages[pages.length - 1].returned(),
        0,
        new Outcome.Listed(Arrays.asList(pages)));
  }

  private Story add(
      long id,
      Kind kind,
      Subject subject,
      Optional<Subject> source,
      Condition condition,
      long from,
      long to,
      int lost,
      Outcome outcome) {
    operations.add(
        new Operation(id, 0, kind, subject, source, condition, from, to, lost, 0, outcome));
    return this;
  }

  static Outcome told(long value) {
    return new Outcome.Written(Optional.of("e" + value));
  }

  static Outcome nothing() {
    return new Outcome.Unknown("reset");
  }

  static Condition.IfMatch match(long value) {
    return new Condition.IfMatch(value, "e" + value);
  }

  static Outcome.Entry entry(Subject key, long value) {
    return new Outcome.Entry(key.key(), "e" + value);
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  Finding judged() {
    return Checks.registers(operations);
  }

  boolean holds() {
    return judged().passes();
  }
}
