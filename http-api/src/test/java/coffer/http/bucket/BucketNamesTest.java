package coffer.http.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo--zone1-az1--x-s3",
        "a--b--x-s3",
        "a--b--use1-az4--x-s3",
        "demo",
        "my.bucket-1",
        "123",
        "123456789012345678901234567890123456789012345678901234567890123"
      })
  void valid(String name) {
    assertTrue(BucketNames.valid(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "--x-s3",
        "x--x-s3",
        "-a--zone1-az1--x-s3",
        "a---x-s3",
        "a--zone1--az1---x-s3",
        "a.b--zone1-az1--x-s3",
        "Demo--zone1-az1--x-s3",
        "Demo",
        "demo_1",
        "demo..1",
        ".demo",
        "demo-",
        "192.168.5.4",
        "xn--demo",
        "sthree-demo",
        "amzn-s3-demo-bucket",
        "demo-s3alias",
        "demo--ol-s3",
        "demo.mrap",
        "demo--zone1-az1--xa-s3",
        "1234567890123456789012345678901234567890123456789012345678901234",
        "a/b",
        "demo\n",
        "dem\u00f6"
      })
  void invalid(String name) {
    assertFalse(BucketNames.valid(name));
  }

  @Test
  void theZoneIsWhatStandsBeforeTheSuffix() {
    assertEquals(Optional.of("zone1-az1"), BucketNames.zone("a--b--zone1-az1--x-s3"));
    assertEquals(Optional.empty(), BucketNames.zone("a--zone1-az1"));
    assertEquals(BucketKind.DIRECTORY, BucketNames.kindOf("x--x-s3"));
    assertEquals(BucketKind.GENERAL_PURPOSE, BucketNames.kindOf("x--x-s3-"));
  }
}
