package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.assertRefused;
import static coffer.http.operation.object.Fixtures.headers;
import static coffer.http.operation.object.Fixtures.object;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.error.S3Error;
import coffer.http.operation.object.ReadConditions.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadConditionsTest {
  private static final String BEFORE = "Sat, 21 Nov 2026 05:59:59 GMT";
  private static final String SAME = "Sat, 21 Nov 2026 06:00:00 GMT";

  /** Each column: T the condition holds, F it does not, - it is absent. */
  @ParameterizedTest
  @CsvSource({
    // match, unmodified, none-match, modified
    "-, -, -, -, PROCEED",
    "T, -, -, -, PROCEED",
    "F, -, -, -, FAILED",
    "-, T, -, -, PROCEED",
    "-, F, -, -, FAILED",
    "T, F, -, -, PROCEED",
    "F, T, -, -, FAILED",
    "-, -, T, -, PROCEED",
    "-, -, F, -, NOT_MODIFIED",
    "-, -, -, T, PROCEED",
    "-, -, -, F, NOT_MODIFIED",
    "-, -, F, T, NOT_MODIFIED",
    "-, -, T, F, PROCEED",
    "T, -, F, -, NOT_MODIFIED",
    "F, -, F, -, FAILED",
    "T, -, -, F, NOT_MODIFIED",
    "-, F, F, -, FAILED",
    "T, F, T, F, PROCEED",
  })
  void followsThePrecedenceOfTheRfc(
      String match, String unmodified, String noneMatch, String modified, Outcome expected) {
    var given = new LinkedHashMap<String, String>();
    put(given, "if-match", match, "\"abc\"", "\"other\"");
    put(given, "if-unmodified-since", unmodified, SAME, BEFORE);
    put(given, "if-none-match", noneMatch, "\"other\"", "\"abc\"");
    put(given, "if-modified-since", modified, BEFORE, SAME);
    var conditions = ReadConditions.ofRead(coffer.http.wire.Headers.of(given));
    assertEquals(expected, conditions.evaluate(object("k", 1, Map.of())));
  }

  private static void put(
      Map<String, String> headers, String name, String holds, String whenTrue, String whenFalse) {
    switch (holds) {
      case "T" -> headers.put(name, whenTrue);
      case "F" -> headers.put(name, whenFalse);
      default -> {}
    }
  }

  @ParameterizedTest
  @CsvSource({"*", "abc", "W/\"abc\"", "'\"x\", \"abc\"'"})
  void readsEtagsInEveryForm(String value) {
    var conditions = ReadConditions.ofRead(headers("if-none-match", value));
    assertEquals(Outcome.NOT_MODIFIED, conditions.evaluate(object("k", 1, Map.of())));
  }

  @Test
  void ignoresTimesItCannotRead() {
    var conditions = ReadConditions.ofRead(headers("if-unmodified-since", "yesterday"));
    assertEquals(Outcome.PROCEED, conditions.evaluate(object("k", 1, Map.of())));
  }

  @Test
  void refusesACopyWhateverConditionDoesNotHold() {
    var conditions = ReadConditions.ofCopySource(headers("x-amz-copy-source-if-none-match", "abc"));
    assertRefused(S3Error.PreconditionFailed, () -> conditions.require(object("k", 1, Map.of())));
  }
}
