package coffer.rig.check;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A store in which each call takes place at one random moment between its begin and its end, and
 * the history that its clients then have; with a bug, if one is asked for.
 */
final class SimulatedStore {
  /** What the store does wrong, now and then. */
  enum Bug {
    NONE,
    STALE_READ,
    LOST_WRITE,
    DOUBLE_APPLY,
    RESURRECTED_DELETE,
    FORGOTTEN_CONDITION,
    INVENTED_VALUE,
    LIST_MISSES
  }

  private record State(long value, String etag) {}

  private record Effect(long at, Runnable action) {}

  private final Random random;
  private final Bug bug;
  private final int keys;
  private final int clients;
  private final Map<Subject, State> states = new HashMap<>();
  private final Map<Subject, State> before = new HashMap<>();
  private final Map<Subject, Condition.IfMatch> seen = new HashMap<>();
  private final PriorityQueue<Effect> effects =
      new PriorityQueue<>(Comparator.comparingLong(Effect::at));
  private final List<Operation> operations = new ArrayList<>();
  private long ids;
  private int bugs;

  SimulatedStore(long seed, int keys, int clients, Bug bug) {
    this.random = new Random(seed);
    this.keys = keys;
    this.clients = clients;
    this.bug = bug;
  }

  /** How often the bug showed itself, seen or not. */
  int bugs() {
    return bugs;
  }

  /** Of about {@code count} operations on each key. */
  List<Operation> run(int count) {
    for (int client = 0; client < clients; client++) {
      next(client, random.nextInt(50), count * keys / clients);
    }
    long end = 0;
    while (!effects.isEmpty()) {
      var effect = effects.remove();
      end = Math.max(end, effect.at());
      effect.action().run();
    }
    for (int i = 0; i < keys; i++) {
      var key = key(i);
      end += 10_000;
      add(0, Kind.GET, key, Condition.NONE, end, end + 1, 0, read(key));
    }
    return operations;
  }

  private static Subject key(int number) {
    return new Subject("b--z--x-s3", "g/k" + number);
  }

  private void next(int client, long from, int left) {
    if (left == 0) {
      return;
    }
    long at = from + 1 + random.nextInt(100);
    long to = at + 1 + random.nextInt(100);
    effects.add(new Effect(at, () -> step(client, from, at, to)));
    effects.add(new Effect(to, () -> next(client, to + random.nextInt(100), left - 1)));
  }

  private void step(int client, long from, long at, long to) {
    var key = key(random.nextInt(keys));
    int percent = random.nextInt(100);
    var match = Optional.ofNullable(seen.get(key));
    if (percent < 45) {
      Condition condition =
          percent < 25
              ? Condition.NONE
              : percent < 33 ? Condition.IF_ABSENT : match.<Condition>map(m -> m).orElse(NONE);
      write(client, Kind.PUT, key, condition, from, at, to);
    } else if (percent < 57) {
      write(client, Kind.DELETE, key, percent < 52 ? NONE : orNone(match), from, at, to);
    } else if (percent < 95) {
      add(client, Kind.GET, key, NONE, from, to, 0, read(key));
    } else {
      list(client, from, to);
    }
  }

  private static final Condition NONE = Condition.NONE;

  private static Condition orNone(Optional<Condition.IfMatch> match) {
    return match.<Condition>map(m -> m).orElse(NONE);
  }

  private boolean strikes(Bug asked) {
    if (bug != asked || random.nextInt(100) >= 8) {
      return false;
    }
    bugs++;
    return true;
  }

  private Outcome read(Subject key) {
    if (strikes(Bug.INVENTED_VALUE)) {
      return new Outcome.Found(999_999, "e999999");
    }
    var state = states.get(key);
    var old = before.get(key);
    if (old != null && !old.equals(state) && strikes(Bug.STALE_READ)) {
      return new Outcome.Found(old.value(), old.etag());
    }
    if (state == null) {
      return new Outcome.Absent();
    }
    seen.put(key, new Condition.IfMatch(state.value(), state.etag()));
    return new Outcome.Found(state.value(), state.etag());
  }

  private void write(
      int client, Kind kind, Subject key, Condition condition, long from, long at, long to) {
    long id = ++ids;
    int fate = random.nextInt(100);
    if (fate < 4) {
      // Told nothing: it takes place much later, or never.
      if (fate < 2) {
        effects.add(
            new Effect(
                at + random.nextInt(5000), () -> apply(kind, key, id, "late" + id, condition)));
      }
      addAs(id, client, kind, key, condition, from, to, 0, new Outcome.Unknown("reset"));
      return;
    }
    int lost = fate < 8 ? 1 : 0;
    if (lost == 1) {
      effects.add(
          new Effect(
              at + random.nextInt(5000), () -> apply(kind, key, id, "again" + id, condition)));
    }
    var outcome = apply(kind, key, id, "e" + id, condition);
    addAs(id, client, kind, key, condition, from, to, lost, outcome);
    if (lost == 0 && outcome instanceof Outcome.Written) {
      spoil(kind, key, id, to);
    }
  }

  private void spoil(Kind kind, Subject key, long id, long to) {
    long later = to + 300 + random.nextInt(300);
    var old = before.get(key);
    if (kind == Kind.PUT && strikes(Bug.DOUBLE_APPLY)) {
      effects.add(new Effect(later, () -> apply(kind, key, id, "e" + id, NONE)));
    } else if (kind == Kind.DELETE && old != null && strikes(Bug.RESURRECTED_DELETE)) {
      effects.add(new Effect(later, () -> states.put(key, old)));
    }
  }

  private Outcome apply(Kind kind, Subject key, long id, String etag, Condition condition) {
    var state = states.get(key);
    if (!(condition instanceof Condition.None) && !strikes(Bug.FORGOTTEN_CONDITION)) {
      if (condition instanceof Condition.IfAbsent && state != null) {
        return new Outcome.ConditionFailed();
      }
      if (condition instanceof Condition.IfMatch(_, var expected)) {
        if (state == null) {
          return new Outcome.Absent();
        }
        if (!state.etag().equals(expected)) {
          return new Outcome.ConditionFailed();
        }
      }
    }
    if (!strikes(Bug.LOST_WRITE)) {
      if (state != null) {
        before.put(key, state);
      }
      if (kind == Kind.PUT) {
        states.put(key, new State(id, etag));
      } else {
        states.remove(key);
      }
    }
    return new Outcome.Written(kind == Kind.PUT ? Optional.of(etag) : Optional.empty());
  }

  private void list(int client, long from, long to) {
    var entries = new ArrayList<Outcome.Entry>();
    for (int i = 0; i < keys; i++) {
      var state = states.get(key(i));
      if (state != null && !strikes(Bug.LIST_MISSES)) {
        entries.add(new Outcome.Entry(key(i).key(), state.etag()));
      }
    }
    var page = new Outcome.Page(from, to, entries, false);
    var prefix = new Subject("b--z--x-s3", "g/");
    add(client, Kind.LIST, prefix, NONE, from, to, 0, new Outcome.Listed(List.of(page)));
  }

  private void add(
      int client,
      Kind kind,
      Subject key,
      Condition condition,
      long from,
      long to,
      int lost,
      Outcome outcome) {
    addAs(++ids, client, kind, key, condition, from, to, lost, outcome);
  }

  private void addAs(
      long id,
      int client,
      Kind kind,
      Subject key,
      Condition condition,
      long from,
      long to,
      int lost,
      Outcome outcome) {
    operations.add(
        new Operation(
            id, client, kind, key, Optional.empty(), condition, from, to, lost, 0, outcome));
  }
}
