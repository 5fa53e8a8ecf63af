package coffer.http.object;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What must hold of the object under the key at the moment of the change, decided by the index in
 * its order of writes. An absent field asks nothing.
 *
 * @param ifMatch the ETag it must have, without quotes; {@code *} for any object
 * @param ifNoneMatchAny no object may be there
 * @param ifSize its size (conditional delete)
 * @param ifLastModified its modification time, to the second (conditional delete)
 * @param ifNoneMatch an ETag it must not have (rename source); {@code *} refuses any object
 * @param ifModifiedSince it must have changed later than this (rename)
 * @param ifUnmodifiedSince it must not have changed later than this (rename)
 */
public record WriteCondition(
    Optional<String> ifMatch,
    boolean ifNoneMatchAny,
    OptionalLong ifSize,
    Optional<Instant> ifLastModified,
    Optional<String> ifNoneMatch,
    Optional<Instant> ifModifiedSince,
    Optional<Instant> ifUnmodifiedSince) {

  /** Asks nothing. */
  public static final WriteCondition NONE =
      new WriteCondition(
          Optional.empty(),
          false,
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
