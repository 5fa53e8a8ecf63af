package coffer.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WorkTest {

  @Test
  void mixedDrawsByItsShares() {
    assertEquals(45, Work.MIXED.share(Operation.GET));
    assertEquals(15, Work.MIXED.share(Operation.PUT));
    assertEquals(10, Work.MIXED.share(Operation.DELETE));
    assertEquals(30, Work.MIXED.share(Operation.HEAD));
    var drawn = new EnumMap<Operation, Integer>(Operation.class);
    var random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      drawn.merge(Work.MIXED.draw(random), 1, Integer::sum);
    }
    assertEquals(4, drawn.size());
    drawn.forEach((operation, n) -> assertEquals(Work.MIXED.share(operation) * 1_000, n, 1_500));
    assertEquals(Operation.RANGE, Work.RANGE.draw(random));
  }

  @Test
  void wordsNameWork() {
    assertEquals(List.of(Work.PUT, Work.SESSION), Work.list("put,session"));
    assertEquals(List.of(Work.values()), Work.list("all"));
    assertThrows(IllegalArgumentException.class, () -> Work.list("put,"));
  }

  @Test
  void bytesAreReadAndWrittenAlike() {
    for (var text : List.of("1", "300", "4KiB", "16MiB", "1GiB", "1025")) {
      assertEquals(text, Bytes.text(Bytes.parse(text)));
    }
    assertEquals("1GiB", Bytes.text(Bytes.parse("1024MiB")));
    for (var text : List.of("", "0", "4KB", "KiB", "-1", "1.5MiB")) {
      assertThrows(IllegalArgumentException.class, () -> Bytes.parse(text), text);
    }
  }

  @Test
  void fewerKeysWhereObjectsAreLarge() {
    var load = new Load(1, 0, 0, 0, 1_000, 0, 4L << 30, 1, 1, 1, 0);
    assertEquals(1_000, load.keysThatFit(4096, load.keys()));
    assertEquals(256, load.keysThatFit(16 << 20, load.keys()));
    assertEquals(1, load.keysThatFit(8L << 30, load.keys()));
    assertEquals(256, load.readable(16 << 20));
    assertEquals(1_000_000, load.withObjects(1_000_000).readable(16 << 20));
  }

  @Test
  void ownKeysAreThoseThatAreThere() {
    var keys = new Keys.Own("p/", new SplittableRandom(1));
    var there = new HashSet<String>();
    for (int i = 0; i < 10; i++) {
      var key = keys.written();
      assertEquals(i, keys.removable());
      keys.wrote(key);
      assertTrue(there.add(key));
    }
    for (int left = 10; left > 0; left--) {
      assertTrue(there.contains(keys.read()));
      assertTrue(there.remove(keys.removed()));
    }
    assertEquals(0, keys.removable());
    assertEquals("p/10", keys.written());
  }

  @Test
  void sharedKeysGoRound() {
    var keys = new Keys.Shared("r/", 2, "w/", 3, new AtomicLong());
    assertEquals(
        List.of("r/0", "r/1", "r/0", "w/0", "w/1", "w/2", "w/0"),
        List.of(
            keys.read(),
            keys.read(),
            keys.read(),
            keys.written(),
            keys.written(),
            keys.written(),
            keys.written()));
  }
}
