package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class VerbatimContentTypeTest {
  static Stream<Arguments> types() {
    return Stream.of(
        arguments("text/html; charset=utf-8", "text/html; charset=utf-8"),
        arguments("multipart/form-data; boundary=a", "multipart/form-data; boundary=a"),
        arguments("foo", "foo/"),
        arguments("text/" + "x".repeat(500), "text/" + "x".repeat(500)));
  }

  /** The second time it may be one that was kept. */
  @ParameterizedTest
  @MethodSource("types")
  void aTypeIsRenderedAsItCameEachTime(String came, String rendered) {
    assertEquals(rendered, VerbatimContentType.rendered(came).toString());
    assertEquals(rendered, VerbatimContentType.rendered(came).toString());
  }

  @Test
  void moreTypesThanAreKeptAreRenderedAsWell() {
    for (int number = 0; number < 1_000; number++) {
      var type = "text/x-" + number;
      assertEquals(type, VerbatimContentType.rendered(type).toString());
    }
  }
}
