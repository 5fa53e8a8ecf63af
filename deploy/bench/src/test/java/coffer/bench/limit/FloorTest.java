package coffer.bench.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bench.work.Case;
import coffer.bench.work.Work;
import org.junit.jupiter.api.Test;

final class FloorTest {
  /** Two cores, a cipher of 10^9 bytes/s, a digest of 2 * 10^9, a flush of 50 µs. */
  private static final Machine MACHINE =
      new Machine(2, 1e9, 2e9, 1e9, 1e9, 1e9, 50e-6, 1e9, 10e-6, 1e9);

  private static Floor floor(Work work, long bytes, int connections, boolean signed) {
    var http = new Floor.Http(10_000, 40, work == Work.DELETE ? 0 : bytes);
    return Floor.of(new Case(work, bytes, connections), signed, http, MACHINE);
  }

  @Test
  void oneConnectionWaitsForEachPart() {
    // 100 µs of HTTP, 100 of cipher, 50 of digest, 50 of flush.
    var put = floor(Work.PUT, 100_000, 1, true);
    assertEquals(1e6 / 300, put.rate(), 0.01);
    assertEquals(40 + 150, put.cpuMicros(), 0.01);
    assertEquals(1e6 / 250, floor(Work.PUT, 100_000, 1, false).rate(), 0.01);
    assertEquals(1e6 / 200, floor(Work.GET, 100_000, 1, true).rate(), 0.01);
    assertEquals(1e6 / 150, floor(Work.DELETE, 100_000, 1, true).rate(), 0.01);
  }

  @Test
  void severalConnectionsUseAllCoresAndShareFlushes() {
    assertEquals(1e6 / 175, floor(Work.PUT, 100_000, 16, true).rate(), 0.01);
    assertEquals(190, floor(Work.PUT, 100_000, 16, true).cpuMicros(), 0.01);
  }

  @Test
  void aServerThatKeepsNothingAnswersLikeOneThatDoes() {
    var object = Answer.to("GET", "/b/bench/read/123456/7", "");
    assertEquals(200, object.status());
    assertEquals(123_456, object.count());
    var range = Answer.to("GET", "/b/bench/read/123456/7", "bytes=100-199");
    assertEquals(206, range.status());
    assertEquals(100, range.from());
    assertEquals(100, range.count());
    assertEquals(204, Answer.to("DELETE", "/b/bench/delete/1/0/0", "").status());
    assertEquals(0, Answer.to("PUT", "/b/bench/put/10/0?partNumber=1&uploadId=x", "").count());
    long page = Answer.to("GET", "/b?list-type=2&max-keys=10&prefix=bench%2F", "").count();
    assertEquals(10 * page, Answer.to("GET", "/b?list-type=2&max-keys=100&prefix=a", "").count());
  }
}
