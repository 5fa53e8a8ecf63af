package coffer.rig.check;

import java.util.Optional;
import java.util.OptionalLong;

/** What must hold of a key at the moment in which an operation takes place. */
public sealed interface Guard {
  /** Nothing. */
  record Any() implements Guard {}

  /** The key does not exist. */
  record IsAbsent() implements Guard {}

  /** The key exists. */
  record IsPresent() implements Guard {}

  /** The key holds that version; what is empty was not told. */
  record Is(OptionalLong value, Optional<String> etag) implements Guard {}

  /** The key exists with another ETag. */
  record IsNot(String etag) implements Guard {}

  Guard ANY = new Any();
  Guard ABSENT = new IsAbsent();
  Guard PRESENT = new IsPresent();

  /** Whether it can hold of a key with {@code state}; empty: of one that does not exist. */
  default boolean holds(Optional<Version> state) {
    return switch (this) {
      case Any() -> true;
      case IsAbsent() -> state.isEmpty();
      case IsPresent() -> state.isPresent();
      case Is(var value, var etag) ->
          state.isPresent()
              && (value.isEmpty() || value.getAsLong() == state.get().value())
              && (etag.isEmpty() || state.get().etag().map(etag.get()::equals).orElse(true));
      case IsNot(var etag) ->
          state.isPresent() && !state.get().etag().map(etag::equals).orElse(false);
    };
  }
}
