package coffer.node.index.decision;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import coffer.http.error.S3Error;
import coffer.http.object.ObjectInfo;
import coffer.http.object.WriteCondition;
import coffer.node.index.record.Samples;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConditionsTest {
  private static final Optional<ObjectInfo> NONE = Optional.empty();
  private static final Optional<ObjectInfo> SOME = Optional.of(Samples.info("k", 5, "e1"));
  private static final Optional<S3Error> HOLDS = Optional.empty();
  private static final Optional<S3Error> FAILS = Optional.of(S3Error.PreconditionFailed);
  private static final Optional<S3Error> MISSING = Optional.of(S3Error.NoSuchKey);

  static Stream<Arguments> writes() {
    return Stream.of(
        Arguments.of(WriteCondition.NONE, NONE, HOLDS),
        Arguments.of(WriteCondition.NONE, SOME, HOLDS),
        Arguments.of(Samples.ifMatch("e1"), SOME, HOLDS),
        Arguments.of(Samples.ifMatch("*"), SOME, HOLDS),
        Arguments.of(Samples.ifMatch("e2"), SOME, FAILS),
        Arguments.of(Samples.ifMatch("e1"), NONE, MISSING),
        Arguments.of(Samples.ifMatch("*"), NONE, MISSING),
        Arguments.of(Samples.ifNoneMatchAny(), NONE, HOLDS),
        Arguments.of(Samples.ifNoneMatchAny(), SOME, FAILS),
        Arguments.of(size(5), SOME, HOLDS),
        Arguments.of(size(6), SOME, FAILS),
        Arguments.of(size(6), NONE, HOLDS),
        Arguments.of(modified("2026-11-21T06:00:00Z"), SOME, HOLDS),
        Arguments.of(modified("2026-11-21T06:00:01Z"), SOME, FAILS),
        Arguments.of(modified("2026-11-21T06:00:01Z"), NONE, HOLDS),
        Arguments.of(source("e1", null, null), SOME, FAILS),
        Arguments.of(source("*", null, null), SOME, FAILS),
        Arguments.of(source("e2", null, null), SOME, HOLDS),
        Arguments.of(source(null, "2026-11-21T05:59:59Z", null), SOME, HOLDS),
        Arguments.of(source(null, "2026-11-21T06:00:00Z", null), SOME, FAILS),
        Arguments.of(source(null, null, "2026-11-21T06:00:00Z"), SOME, HOLDS),
        Arguments.of(source(null, null, "2026-11-21T05:59:59Z"), SOME, FAILS));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void writesAndDeletesAskTheSame(
      WriteCondition condition, Optional<ObjectInfo> present, Optional<S3Error> refusal) {
    check(refusal, () -> Conditions.checkWrite(condition, present));
    check(refusal, () -> Conditions.checkDelete(condition, present));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aRenamesDestinationFailsItsConditionInsteadOfBeingMissing(
      WriteCondition condition, Optional<ObjectInfo> present, Optional<S3Error> refusal) {
    check(
        refusal.map(error -> S3Error.PreconditionFailed),
        () -> Conditions.checkDestination(condition, present));
  }

  private static void check(Optional<S3Error> refusal, Runnable decision) {
    if (refusal.isPresent()) {
      MapView.assertRefused(refusal.get(), decision);
    } else {
      assertDoesNotThrow(decision::run);
    }
  }

  private static WriteCondition size(long size) {
    return Samples.condition(Optional.empty(), false, OptionalLong.of(size), Optional.empty());
  }

  private static WriteCondition modified(String at) {
    return Samples.condition(
        Optional.empty(), false, OptionalLong.empty(), Optional.of(Instant.parse(at)));
  }

  private static WriteCondition source(
      @Nullable String noneMatch,
      @Nullable String modifiedSince,
      @Nullable String unmodifiedSince) {
    return new WriteCondition(
        Optional.empty(),
        false,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.ofNullable(noneMatch),
        Optional.ofNullable(modifiedSince).map(Instant::parse),
        Optional.ofNullable(unmodifiedSince).map(Instant::parse));
  }
}
