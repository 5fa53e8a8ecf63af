package coffer.rig.check;

import coffer.rig.history.Condition;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a history says of each key.
 *
 * <p>A copy becomes a read of its source and a write of its destination, a rename a delete of its
 * source and such a write: each somewhere within the call. That both happen at one moment is not
 * checked. A page of a listing becomes a read of each key that it could have shown.
 *
 * <p>Attempts of the SDK that were told nothing can take place late, also after a later attempt of
 * the same call was answered: each becomes an optional operation. A rename carries a token and an
 * upload can be completed once, so that theirs cannot. A refusal after such an attempt says
 * nothing: the attempt may have been what made the condition fail.
 */
public final class KeyHistories {
  private static final String DIRECTORY_BUCKET = "--x-s3";
  private static final int LOST_ATTEMPTS_MAX = 3;

  private final Map<Subject, List<KeyOperation>> keys = new LinkedHashMap<>();
  private final Map<String, List<Subject>> groups = new HashMap<>();

  private KeyHistories() {}

  /** Of each key that was ever named in a call, in the order in which they came up. */
  public static Map<Subject, List<KeyOperation>> of(List<Operation> operations) {
    var histories = new KeyHistories();
    operations.forEach(histories::declare);
    operations.forEach(histories::take);
    return histories.keys;
  }

  private void declare(Operation operation) {
    if (operation.kind() != Kind.LIST) {
      declare(operation.subject());
      operation.source().ifPresent(this::declare);
    }
  }

  private void declare(Subject subject) {
    if (keys.putIfAbsent(subject, new ArrayList<>()) == null) {
      groups.computeIfAbsent(group(subject), any -> new ArrayList<>()).add(subject);
    }
  }

  /** A bucket and a prefix up to the last slash. */
  private static String group(Subject subject) {
    return subject.bucket() + "/" + subject.key().substring(0, subject.key().lastIndexOf('/') + 1);
  }

  private void take(Operation operation) {
    switch (operation.kind()) {
      case GET, HEAD -> read(operation);
      case LIST -> list(operation);
      case PUT, DELETE, MULTIPART -> write(operation);
      case COPY, RENAME -> move(operation);
    }
  }

  private void read(Operation operation) {
    switch (operation.outcome()) {
      case Outcome.Found(var value, var etag) ->
          told(operation, operation.subject(), is(value, etag), Change.KEEP);
      case Outcome.Absent() -> told(operation, operation.subject(), Guard.ABSENT, Change.KEEP);
      case Outcome.Written _,
          Outcome.ConditionFailed _,
          Outcome.Listed _,
          Outcome.Wrong _,
          Outcome.Refused _,
          Outcome.Unknown _ -> {}
    }
  }

  private void write(Operation operation) {
    var key = operation.subject();
    var guard =
        switch (operation.condition()) {
          case Condition.None() -> Guard.ANY;
          case Condition.IfAbsent() -> Guard.ABSENT;
          case Condition.IfMatch(var value, var etag) -> is(value, etag);
        };
    var lost = operation.kind() == Kind.MULTIPART ? 0 : operation.lostAttempts();
    switch (operation.outcome()) {
      case Outcome.Written(var etag) -> {
        told(operation, key, guard, change(operation, etag));
        pending(operation, key, guard, change(operation, Optional.empty()), lost);
      }
      case Outcome.Absent() -> refused(operation, key, guard, Guard.ABSENT);
      case Outcome.ConditionFailed() -> refused(operation, key, guard, failed(operation));
      case Outcome.Refused _ -> {
        if (operation.lostAttempts() > 0) {
          pending(operation, key, guard, change(operation, Optional.empty()), Math.max(1, lost));
        }
      }
      case Outcome.Unknown _ ->
          pending(
              operation, key, guard, change(operation, Optional.empty()), Math.max(1, lost + 1));
      case Outcome.Found _, Outcome.Listed _, Outcome.Wrong _ -> {}
    }
  }

  /** A refusal says what was there, unless an earlier attempt may have taken place. */
  private void refused(Operation operation, Subject key, Guard guard, Guard seen) {
    if (operation.lostAttempts() == 0) {
      told(operation, key, seen, Change.KEEP);
    } else {
      pending(operation, key, guard, change(operation, Optional.empty()), operation.lostAttempts());
    }
  }

  private static Guard failed(Operation operation) {
    return switch (operation.condition()) {
      case Condition.None() -> Guard.ANY;
      case Condition.IfAbsent() -> Guard.PRESENT;
      case Condition.IfMatch(_, var etag) -> new Guard.IsNot(etag);
    };
  }

  private static Change change(Operation operation, Optional<String> etag) {
    return operation.kind() == Kind.DELETE
        ? Change.REMOVE
        : new Change.Put(new Version(operation.written(), etag));
  }

  private void move(Operation operation) {
    var match = operation.condition().match().orElseThrow();
    var from = operation.source().orElseThrow();
    var to = operation.subject();
    var found = is(match.value(), match.etag());
    boolean rename = operation.kind() == Kind.RENAME;
    var taken = rename ? Change.REMOVE : Change.KEEP;
    var unsure = new Change.Put(new Version(match.value(), Optional.empty()));
    switch (operation.outcome()) {
      case Outcome.Written(var etag) -> {
        told(operation, from, found, taken);
        told(operation, to, Guard.ANY, new Change.Put(new Version(match.value(), etag)));
        if (!rename) {
          pending(operation, to, Guard.ANY, unsure, operation.lostAttempts());
        }
      }
      case Outcome.Absent _, Outcome.ConditionFailed _, Outcome.Refused _
          when operation.lostAttempts() > 0 -> {
        pending(operation, from, found, taken, 1);
        pending(operation, to, Guard.ANY, unsure, rename ? 1 : operation.lostAttempts());
      }
      case Outcome.Absent() -> told(operation, from, Guard.ABSENT, Change.KEEP);
      case Outcome.ConditionFailed() ->
          told(operation, from, new Guard.IsNot(match.etag()), Change.KEEP);
      case Outcome.Unknown _ -> {
        pending(operation, from, found, taken, 1);
        pending(operation, to, Guard.ANY, unsure, rename ? 1 : operation.lostAttempts() + 1);
      }
      case Outcome.Refused _, Outcome.Found _, Outcome.Listed _, Outcome.Wrong _ -> {}
    }
  }

  private void list(Operation operation) {
    if (!(operation.outcome() instanceof Outcome.Listed(var pages)) || pages.isEmpty()) {
      return;
    }
    var bucket = operation.subject().bucket();
    Map<String, Boolean> shown = new HashMap<>();
    for (var page : pages) {
      for (var entry : page.entries()) {
        shown.put(entry.key(), true);
        var guard = new Guard.Is(OptionalLong.empty(), Optional.of(entry.etag()));
        var key = new Subject(bucket, entry.key());
        if (keys.containsKey(key)) {
          add(
              key,
              KeyOperation.told(
                  operation.id(), page.invoked(), page.returned(), guard, Change.KEEP));
        }
      }
    }
    if (pages.getLast().truncated()) {
      return;
    }
    for (var key : groups.getOrDefault(operation.subject().toString(), List.of())) {
      if (!shown.containsKey(key.key())) {
        var page = isOrdered(bucket) ? pageOf(pages, key.key()) : whole(pages);
        add(
            key,
            KeyOperation.told(
                operation.id(), page.invoked(), page.returned(), Guard.ABSENT, Change.KEEP));
      }
    }
  }

  /** Directory buckets list in no order. */
  static boolean isOrdered(String bucket) {
    return !bucket.endsWith(DIRECTORY_BUCKET);
  }

  private static Outcome.Page pageOf(List<Outcome.Page> pages, String key) {
    for (var page : pages) {
      if (!page.truncated()
          || (!page.entries().isEmpty() && page.entries().getLast().key().compareTo(key) >= 0)) {
        return page;
      }
    }
    return whole(pages);
  }

  private static Outcome.Page whole(List<Outcome.Page> pages) {
    return new Outcome.Page(
        pages.getFirst().invoked(), pages.getLast().returned(), List.of(), false);
  }

  private static Guard is(long value, String etag) {
    return new Guard.Is(OptionalLong.of(value), Optional.of(etag));
  }

  private void told(Operation operation, Subject key, Guard guard, Change change) {
    add(
        key,
        KeyOperation.told(
            operation.id(), operation.invoked(), operation.returned(), guard, change));
  }

  private void pending(Operation operation, Subject key, Guard guard, Change change, int count) {
    for (int i = 0; i < Math.min(count, LOST_ATTEMPTS_MAX); i++) {
      add(key, KeyOperation.pending(operation.id(), operation.invoked(), guard, change));
    }
  }

  private void add(Subject key, KeyOperation operation) {
    keys.computeIfAbsent(key, any -> new ArrayList<>()).add(operation);
  }
}
