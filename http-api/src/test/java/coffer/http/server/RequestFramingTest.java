package coffer.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where heads and bodies end, and when the parser has been given enough. */
final class RequestFramingTest {
  private static final int HEAD_BYTES_MAX = 200;
  private static final int STOPS_MAX = 4;
  private static final int WAITED_MAX = 900;
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: h\r\n";

  private final RequestFraming framing =
      new RequestFraming(HEAD_BYTES_MAX, STOPS_MAX, length -> length <= WAITED_MAX);

  private int follow(String text) {
    return framing.follow(text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  private void followWhole(String text) {
    assertEquals(text.length(), follow(text));
    assertFalse(framing.headTooLong());
  }

  @Test
  void aLongBodyComesApartFromItsHead() {
    var head = "PUT / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n";
    assertEquals(head.length(), follow(head + "b".repeat(10_000)));
    assertEquals(10_000, follow("b".repeat(10_000)));
    assertEquals(head.length() + 100, follow(head + "b".repeat(100)));
  }

  @Test
  void aShortBodyIsWaitedFor() {
    var head = "PUT / HTTP/1.1\r\nContent-Length: 900\r\n\r\n";
    followWhole(head + "b".repeat(100));
    assertEquals(800, framing.awaited());
    assertEquals(100, framing.bodyTogether());
    assertEquals(300, framing.skip(300));
    assertEquals(500, framing.awaited());
    assertEquals(500, framing.skip(600));
    assertEquals(0, framing.awaited());
    assertEquals(head.length() + 900, follow(head + "b".repeat(900) + HEAD));
    assertEquals(0, framing.awaited());
    assertEquals(900, framing.bodyTogether());
    followWhole(HEAD);
    assertEquals(0, framing.bodyTogether());
  }

  @Test
  void requestsDoNotWaitForTheBodyOfOneBehindThem() {
    var request = HEAD + "\r\n";
    var head = "PUT / HTTP/1.1\r\nContent-Length: 900\r\n\r\n";
    var bytes = (request + head + "b".repeat(100)).getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(request.length(), framing.follow(bytes, 0));
    assertEquals(head.length() + 100, framing.follow(bytes, request.length()));
    assertEquals(800, framing.awaited());
    assertEquals(800, follow("b".repeat(800) + request));
    assertEquals(0, framing.awaited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 901",
        "Content-Length: 100\r\nExpect: 100-continue",
        "Content-Length: 100\r\nContent-Length: 101",
        "expect: 100-continue\r\nContent-Length: 100",
        "Transfer-Encoding: chunked\r\nContent-Length: 100",
      })
  void otherBodiesAreNotWaitedFor(String headers) {
    followWhole("PUT / HTTP/1.1\r\n" + headers + "\r\n\r\n");
    assertEquals(0, framing.awaited());
  }

  @Test
  void pipelinedRequestsGoOnFewAtATime() {
    var request = HEAD + "\r\n";
    assertEquals(STOPS_MAX * request.length(), follow(request.repeat(100)));
    assertFalse(framing.withinHead());
  }

  @Test
  void emptyLinesCountAsRequests() {
    assertEquals(STOPS_MAX * 2, follow("\r\n".repeat(100)));
  }

  @Test
  void smallChunksGoOnFewAtATime() {
    followWhole("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertEquals(
        "1\r\nx\r\n".length() * (STOPS_MAX - 1) + "1\r\n".length(),
        follow("1\r\nx\r\n".repeat(100)));
  }

  @Test
  void aHeadIsLimitedAsAWholeHoweverItComes() {
    followWhole(HEAD);
    for (int header = 0; header < 20 && !framing.headTooLong(); header++) {
      follow("X-Header: value\r\n");
    }
    assertTrue(framing.headTooLong());
  }

  @Test
  void aLineWithoutEndIsLimited() {
    assertEquals(HEAD_BYTES_MAX + 1, follow("G".repeat(1000)));
    assertTrue(framing.headTooLong());
  }

  @Test
  void aTrailerIsLimited() {
    followWhole("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    follow("x-trailer: value\r\n".repeat(100));
    assertTrue(framing.headTooLong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000",
        "content-length:1000",
        "CONTENT-LENGTH:  1000 ",
      })
  void bodiesAreNotHeads(String header) {
    followWhole("PUT / HTTP/1.1\r\n" + header + "\r\n\r\n");
    followWhole("\r\n\r\n" + "b".repeat(500));
    followWhole("b".repeat(496) + HEAD);
    assertTrue(framing.withinHead());
    followWhole("\r\n");
    assertFalse(framing.withinHead());
  }

  @Test
  void chunkedBodiesAreNotHeads() {
    followWhole("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    followWhole("3E8;ext=1\r\n" + "\r\n".repeat(500) + "\r\n");
    followWhole("0\r\n\r\n" + HEAD);
    assertTrue(framing.withinHead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1000",
        "Content-Length: +1000",
        "Content-Length: 10 00",
        "Content-Length: 0x1000",
        "Content-Length: 9223372036854775808",
        "Content-Length : 1000",
        " Content-Length: 1000",
        "X-Content-Length: 1000",
      })
  void whatIsNoLengthHidesNoHead(String header) {
    followWhole("PUT / HTTP/1.1\r\n" + header + "\r\n\r\n");
    follow("b".repeat(300));
    assertTrue(framing.headTooLong());
  }

  @Test
  void bytesOneByOneGiveTheSame() {
    var text = "PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" + HEAD;
    for (int at = 0; at < text.length(); at++) {
      followWhole(text.substring(at, at + 1));
    }
    assertTrue(framing.withinHead());
    followWhole("\r\n");
    assertFalse(framing.withinHead());
  }
}
