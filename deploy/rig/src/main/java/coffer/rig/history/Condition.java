package coffer.rig.history;

import java.util.Optional;

/**
 * What a write asks of what it finds. Of a copy and a rename it is asked of the source, of all
 * others of the key that is written.
 */
public sealed interface Condition {
  /** Nothing. */
  record None() implements Condition {}

  /** {@code If-None-Match: *}. */
  record IfAbsent() implements Condition {}

  /**
   * {@code If-Match}.
   *
   * @param value of the version that had this ETag when it was seen
   */
  record IfMatch(long value, String etag) implements Condition {}

  Condition NONE = new None();
  Condition IF_ABSENT = new IfAbsent();

  default Optional<IfMatch> match() {
    return switch (this) {
      case None() -> Optional.empty();
      case IfAbsent() -> Optional.empty();
      case IfMatch match -> Optional.of(match);
    };
  }
}
