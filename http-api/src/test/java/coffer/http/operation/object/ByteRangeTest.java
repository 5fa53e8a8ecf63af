package coffer.http.operation.object;

import static coffer.http.operation.object.Fixtures.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.error.S3Error;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=2-4, 2, 3",
    "bytes=7-, 7, 3",
    "bytes=5-99, 5, 5",
    "bytes=-3, 7, 3",
    "bytes=-99, 0, 10",
    "bytes=3-9223372036854775808, 3, 7",
    "bytes=-99999999999999999999, 0, 10",
  })
  void picksBytesOfTen(String header, long from, long length) {
    assertEquals(Optional.of(new ByteRange(from, length)), ByteRange.parse(header, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-1",
        "bytes=-",
        "bytes=",
        "bytes=1-2,4-5",
        "items=1-2",
        "bytes=a-b",
        "",
        "bytes=--1"
      })
  void sendsEverythingForWhatIsNoSingleRange(String header) {
    assertEquals(Optional.empty(), ByteRange.parse(header, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=9223372036854775808-"})
  void refusesWhatLiesBehindTheEnd(String header) {
    var refusal = assertRefused(S3Error.InvalidRange, () -> ByteRange.parse(header, 10));
    assertEquals("10", refusal.details().get("ActualObjectSize"));
    assertEquals(header, refusal.details().get("RangeRequested"));
  }

  @Test
  void refusesEveryRangeOfAnEmptyObject() {
    assertRefused(S3Error.InvalidRange, () -> ByteRange.parse("bytes=0-", 0));
    assertRefused(S3Error.InvalidRange, () -> ByteRange.parse("bytes=-1", 0));
  }

  @Test
  void saysWhereItLies() {
    assertEquals("bytes 2-4/10", new ByteRange(2, 3).contentRange(10));
  }

  @Test
  void takesACopyRangeOnlyWithBothEndsInside() {
    assertEquals(new ByteRange(0, 10), ByteRange.ofCopy("bytes=0-9", 10));
    for (var header : new String[] {"bytes=0-10", "bytes=0-", "bytes=-5", "bytes=4-3", "0-3", ""}) {
      assertRefused(S3Error.InvalidArgument, () -> ByteRange.ofCopy(header, 10));
    }
  }
}
