package coffer.rig.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the operations on one key can be put in one order that agrees with their times and in
 * which each finds what it said it found: linearizability of a register with conditional writes and
 * delete.
 *
 * <p>The search is that of Wing and Gong (Testing and verifying concurrent objects, 1993) with
 * Lowe's memory of configurations that led nowhere (Testing for linearizability, 2017): operations
 * that are done, and the state after them. Three shortenings keep it small, none of which loses an
 * order: an operation that changes nothing is done as soon as it can be; an optional one is tried
 * only where it changes the state; and after it only what looks at its effect, since otherwise it
 * could as well never have taken place.
 */
public final class RegisterCheck {
  /** What the search found. */
  public sealed interface Answer {
    /** There is such an order. */
    record Linearizable() implements Answer {}

    /**
     * There is none.
     *
     * @param stuck the operation that the longest order cannot go past
     * @param state what the key holds where that order ends
     * @param order ids of the operations of that order
     */
    record NotLinearizable(KeyOperation stuck, Optional<Version> state, List<Long> order)
        implements Answer {}

    /** The search was given up. */
    record GivenUp(long configurations) implements Answer {}
  }

  private static final int ABSENT = 0;

  private final KeyOperation[] operations;
  private final List<Optional<Version>> states = new ArrayList<>();
  private final int[] target;
  private final boolean[][] holds;
  private final long configurationsMax;
  private final long[] done;
  private final Set<Configuration> deadEnds = new HashSet<>();
  private final List<Integer> order = new ArrayList<>();
  private int openMandatory;
  private List<Integer> longest = List.of();
  private int longestState = ABSENT;
  private int fewestOpen = Integer.MAX_VALUE;
  private int stuck;
  private boolean gaveUp;

  private RegisterCheck(List<KeyOperation> given, long configurationsMax) {
    this.configurationsMax = configurationsMax;
    operations =
        given.stream()
            .filter(op -> !(op.optional() && op.change() instanceof Change.Keep))
            .sorted(Comparator.comparingLong(KeyOperation::invoked))
            .toArray(KeyOperation[]::new);
    target = new int[operations.length];
    done = new long[(operations.length + 63) / 64];
    openMandatory = (int) Arrays.stream(operations).filter(op -> !op.optional()).count();
    numberStates();
    holds = new boolean[operations.length][states.size()];
    for (int i = 0; i < operations.length; i++) {
      for (int state = 0; state < states.size(); state++) {
        holds[i][state] = operations[i].guard().holds(states.get(state));
      }
    }
  }

  private void numberStates() {
    Map<Version, Integer> numbers = new HashMap<>();
    states.add(Optional.empty());
    for (int i = 0; i < operations.length; i++) {
      target[i] =
          switch (operations[i].change()) {
            case Change.Keep() -> -1;
            case Change.Remove() -> ABSENT;
            case Change.Put(var version) ->
                numbers.computeIfAbsent(
                    version,
                    added -> {
                      states.add(Optional.of(added));
                      return states.size() - 1;
                    });
          };
    }
  }

  /**
   * Of a key that does not exist at first.
   *
   * @param configurationsMax how many configurations are looked at before the search is given up
   */
  public static Answer check(List<KeyOperation> operations, long configurationsMax) {
    return new RegisterCheck(operations, configurationsMax).answer();
  }

  private Answer answer() {
    if (search(ABSENT, false)) {
      return new Answer.Linearizable();
    }
    if (gaveUp) {
      return new Answer.GivenUp(deadEnds.size());
    }
    return new Answer.NotLinearizable(
        operations[stuck],
        states.get(longestState),
        longest.stream().map(i -> operations[i].id()).toList());
  }

  /**
   * @param unseen whether the state was made by an optional operation that none has looked at
   */
  private boolean search(int state, boolean unseen) {
    int depth = order.size();
    boolean looked = doWhatChangesNothing(state);
    if (openMandatory == 0) {
      return true;
    }
    note(state);
    boolean found = false;
    if (deadEnds.size() >= configurationsMax) {
      gaveUp = true;
    } else if (deadEnds.add(new Configuration(done.clone(), state, unseen && !looked))) {
      found = tryChanges(state, unseen && !looked);
    }
    while (!found && order.size() > depth) {
      take(order.getLast());
    }
    return found;
  }

  private boolean doWhatChangesNothing(int state) {
    boolean any = false;
    boolean more = true;
    while (more) {
      more = false;
      long horizon = horizon();
      for (int i = 0; i < operations.length && operations[i].invoked() <= horizon; i++) {
        if (target[i] < 0 && !isDone(i) && holds[i][state]) {
          put(i);
          more = true;
          any = true;
        }
      }
    }
    return any;
  }

  /** Those whose outcome was told first: the optional ones are seldom needed. */
  private boolean tryChanges(int state, boolean unseen) {
    long horizon = horizon();
    for (int pass = 0; pass < 2; pass++) {
      boolean optional = pass == 1;
      for (int i = 0; i < operations.length && operations[i].invoked() <= horizon; i++) {
        if (target[i] < 0
            || operations[i].optional() != optional
            || isDone(i)
            || !holds[i][state]
            || (optional && target[i] == state)
            || (unseen && operations[i].guard() instanceof Guard.Any)) {
          continue;
        }
        put(i);
        if (search(target[i], optional)) {
          return true;
        }
        take(i);
        if (gaveUp) {
          return false;
        }
      }
    }
    return false;
  }

  /** What was invoked later than this cannot be next: another operation had returned before. */
  private long horizon() {
    long horizon = Long.MAX_VALUE;
    for (int i = 0; i < operations.length && operations[i].invoked() <= horizon; i++) {
      if (!operations[i].optional() && !isDone(i)) {
        horizon = Math.min(horizon, operations[i].returned());
      }
    }
    return horizon;
  }

  private boolean isDone(int i) {
    return (done[i >> 6] & 1L << i) != 0;
  }

  private void put(int i) {
    done[i >> 6] |= 1L << i;
    order.add(i);
    if (!operations[i].optional()) {
      openMandatory--;
    }
  }

  private void take(int i) {
    done[i >> 6] &= ~(1L << i);
    order.removeLast();
    if (!operations[i].optional()) {
      openMandatory++;
    }
  }

  private void note(int state) {
    if (openMandatory >= fewestOpen) {
      return;
    }
    fewestOpen = openMandatory;
    longest = List.copyOf(order);
    longestState = state;
    long first = Long.MAX_VALUE;
    for (int i = 0; i < operations.length; i++) {
      if (!operations[i].optional() && !isDone(i) && operations[i].returned() < first) {
        first = operations[i].returned();
        stuck = i;
      }
    }
  }

  private static final class Configuration {
    private final long[] done;
    private final int state;
    private final boolean unseen;

    Configuration(long[] done, int state, boolean unseen) {
      this.done = done;
      this.state = state;
      this.unseen = unseen;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Configuration that
          && state == that.state
          && unseen == that.unseen
          && Arrays.equals(done, that.done);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.hashCode(done) + state) + Boolean.hashCode(unseen);
    }
  }
}
