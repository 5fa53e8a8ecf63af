package coffer.rig.check;

import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What can be said of a history from the history alone. */
public final class Checks {
  /** Configurations of one key; about 100 bytes each while it is searched. */
  static final long CONFIGURATIONS_MAX = 1_000_000;

  private static final int AROUND = 6;

  private Checks() {}

  /** Each of them, on what happened until the end of the final reads. */
  public static List<Finding> all(List<Operation> operations, long quiescent, int endpoints) {
    return List.of(
        registers(operations),
        values(operations),
        listings(operations),
        durable(operations, quiescent, endpoints));
  }

  /** Per-key linearizability. */
  public static Finding registers(List<Operation> operations) {
    var byId = new HashMap<Long, Operation>();
    operations.forEach(operation -> byId.put(operation.id(), operation));
    var histories = KeyHistories.of(operations);
    var violated = new ArrayList<String>();
    var unknown = new ArrayList<String>();
    long most = 0;
    for (var history : histories.entrySet()) {
      most = Math.max(most, history.getValue().size());
      switch (RegisterCheck.check(history.getValue(), CONFIGURATIONS_MAX)) {
        case RegisterCheck.Answer.Linearizable() -> {}
        case RegisterCheck.Answer.GivenUp(var configurations) ->
            unknown.add(history.getKey() + ": given up after " + configurations);
        case RegisterCheck.Answer.NotLinearizable no ->
            violated.add(explain(history.getKey(), no, history.getValue(), byId));
      }
    }
    var summary =
        "%d keys, at most %d operations on one".formatted(histories.size(), most)
            + (unknown.isEmpty() ? "" : ", " + unknown.size() + " keys not decided");
    var name = "each key is a linearizable register";
    if (violated.isEmpty() && !unknown.isEmpty()) {
      return new Finding(name, Finding.Status.UNKNOWN, summary, unknown);
    }
    return Finding.of(name, summary, violated);
  }

  private static String explain(
      Subject key,
      RegisterCheck.Answer.NotLinearizable no,
      List<KeyOperation> operations,
      Map<Long, Operation> byId) {
    var text = new StringBuilder();
    text.append(key).append(": no order explains\n    ").append(byId.get(no.stuck().id()));
    text.append("\n  where the key ")
        .append(
            no.state()
                .map(version -> "holds the value of #" + version.value() + " " + version.etag())
                .orElse("does not exist"));
    text.append(" after\n");
    var shown = new HashSet<Long>();
    shown.add(no.stuck().id());
    no.order().stream()
        .skip(Math.max(0, no.order().size() - AROUND))
        .filter(shown::add)
        .forEach(id -> text.append("    ").append(byId.get(id)).append('\n'));
    text.append("  and about the same time\n");
    operations.stream()
        .sorted(Comparator.comparingLong(op -> Math.abs(op.invoked() - no.stuck().invoked())))
        .map(KeyOperation::id)
        .filter(shown::add)
        .limit(AROUND)
        .forEach(id -> text.append("    ").append(byId.get(id)).append('\n'));
    return text.toString().stripTrailing();
  }

  /** Whether every body and every header that was read is one that a write made. */
  public static Finding values(List<Operation> operations) {
    var read =
        operations.stream()
            .filter(op -> op.kind() == Kind.GET && op.outcome() instanceof Outcome.Found)
            .count();
    return Finding.of(
        "every value read is whole",
        read + " bodies",
        operations.stream()
            .filter(op -> op.outcome() instanceof Outcome.Wrong)
            .map(Operation::toString)
            .toList());
  }

  /** That listings show only keys that were written, in order where there is one, and once. */
  public static Finding listings(List<Operation> operations) {
    var histories = KeyHistories.of(operations);
    var offences = new ArrayList<String>();
    long listings = 0;
    for (var operation : operations) {
      if (operation.outcome() instanceof Outcome.Listed(var pages)) {
        listings++;
        listing(operation, pages, histories, offences);
      }
    }
    return Finding.of(
        "listings show written keys, in order, once", listings + " listings", offences);
  }

  private static void listing(
      Operation operation,
      List<Outcome.Page> pages,
      Map<Subject, List<KeyOperation>> histories,
      List<String> offences) {
    var bucket = operation.subject().bucket();
    boolean ordered = KeyHistories.isOrdered(bucket);
    var seen = new HashSet<String>();
    var last = "";
    for (var page : pages) {
      var inPage = new HashSet<String>();
      for (var entry : page.entries()) {
        var key = new Subject(bucket, entry.key());
        var history = histories.get(key);
        if (history == null || !entry.key().startsWith(operation.subject().key())) {
          offences.add("a key that nobody wrote, " + key + ": " + operation);
        } else if (!inPage.add(entry.key())
            || (!seen.add(entry.key()) && !disturbed(history, pages))) {
          offences.add(key + " twice: " + operation);
        } else if (ordered && last.compareTo(entry.key()) >= 0) {
          offences.add(key + " after " + last + ": " + operation);
        }
        last = entry.key();
      }
    }
  }

  private static boolean disturbed(List<KeyOperation> history, List<Outcome.Page> pages) {
    return history.stream()
        .anyMatch(
            op ->
                !(op.change() instanceof Change.Keep)
                    && op.invoked() <= pages.getLast().returned()
                    && op.returned() >= pages.getFirst().invoked());
  }

  /**
   * That after the last fault each key was read through each endpoint, and all said the same. That
   * it is a state which the acknowledged writes permit is part of {@link #registers}.
   */
  public static Finding durable(List<Operation> operations, long quiescent, int endpoints) {
    var name = "at the end every endpoint gives each key, the same";
    var reads = new TreeMap<String, Map<Integer, Outcome>>();
    var keys = KeyHistories.of(operations).keySet();
    for (var operation : operations) {
      if (operation.invoked() >= quiescent
          && operation.kind() == Kind.GET
          && (operation.outcome() instanceof Outcome.Found
              || operation.outcome() instanceof Outcome.Absent)) {
        reads
            .computeIfAbsent(operation.subject().toString(), any -> new TreeMap<>())
            .put(operation.endpoint(), operation.outcome());
      }
    }
    if (reads.isEmpty()) {
      return new Finding(name, Finding.Status.UNKNOWN, "nothing was read", List.of());
    }
    var offences = new ArrayList<String>();
    for (var key : keys) {
      var answers = reads.getOrDefault(key.toString(), Map.of());
      if (answers.size() < endpoints) {
        offences.add(key + " could be read at endpoints " + answers.keySet() + " only");
      } else if (new HashSet<>(answers.values()).size() > 1) {
        offences.add(key + " differs: " + answers);
      }
    }
    return Finding.of(name, keys.size() + " keys at " + endpoints + " endpoints", offences);
  }
}
