package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.DIRECTORY;
import static coffer.http.operation.object.Fixtures.GENERAL;
import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.object.WriteCondition;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WriteConditionsTest {

  @Test
  void asksNothingWithoutHeaders() {
    assertEquals(WriteCondition.NONE, WriteConditions.ofPut(headers()));
    assertEquals(WriteCondition.NONE, WriteConditions.ofDelete(GENERAL, headers()));
    assertEquals(WriteCondition.NONE, WriteConditions.ofRenameSource(headers()));
  }

  @Test
  void readsThoseOfAPut() {
    assertEquals(
        Optional.of("abc"), WriteConditions.ofPut(headers("If-Match", "\"abc\"")).ifMatch());
    assertTrue(WriteConditions.ofPut(headers("If-None-Match", "*")).ifNoneMatchAny());
    assertRefused(
        S3Error.NotImplemented, () -> WriteConditions.ofPut(headers("If-None-Match", "\"abc\"")));
    assertRefused(
        S3Error.NotImplemented,
        () -> WriteConditions.ofPut(headers("If-None-Match", "*", "If-Match", "abc")));
  }

  @Test
  void conditionsDeletesOnSizeAndTimeOnlyInDirectoryBuckets() {
    var given =
        headers(
            "x-amz-if-match-size", "12",
            "x-amz-if-match-last-modified-time", "Sat, 21 Nov 2026 06:00:00 GMT");
    var condition = WriteConditions.ofDelete(DIRECTORY, given);
    assertEquals(OptionalLong.of(12), condition.ifSize());
    assertEquals(Optional.of(Instant.parse("2026-11-21T06:00:00Z")), condition.ifLastModified());
    assertRefused(S3Error.NotImplemented, () -> WriteConditions.ofDelete(GENERAL, given));
  }

  @Test
  void neverIgnoresWhatItCannotRead() {
    for (var given :
        new String[][] {
          {"x-amz-if-match-size", "-1"},
          {"x-amz-if-match-size", "99999999999999999999"},
          {"x-amz-if-match-last-modified-time", "soon"},
        }) {
      assertRefused(
          S3Error.InvalidArgument, () -> WriteConditions.ofDelete(DIRECTORY, headers(given)));
    }
    assertRefused(
        S3Error.InvalidArgument,
        () -> WriteConditions.ofRenameDestination(headers("if-modified-since", "soon")));
  }

  @Test
  void keepsTheStarOfARenameSource() {
    var source = WriteConditions.ofRenameSource(headers("x-amz-rename-source-if-none-match", "*"));
    assertEquals(Optional.of("*"), source.ifNoneMatch());
    assertFalse(source.ifNoneMatchAny());
    var destination = WriteConditions.ofRenameDestination(headers("if-none-match", "*"));
    assertTrue(destination.ifNoneMatchAny());
    assertEquals(Optional.empty(), destination.ifNoneMatch());
  }
}
