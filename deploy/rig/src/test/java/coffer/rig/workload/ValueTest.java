package coffer.rig.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.rig.workload.Value.Judgement;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTest {
  private static final long SEED = 42;

  private static String broken(byte[] body) {
    return assertInstanceOf(Judgement.Broken.class, Value.judge(SEED, body)).why();
  }

  @ParameterizedTest
  @ValueSource(ints = {44, 45, 1023, 1024, 1025, 1047, 1048, 65_535, 65_537, 1 << 20, 9_000_001})
  void aBodySaysWhoseItIs(int length) {
    var body = Value.of(SEED, "g/k", 77, length);
    assertEquals(length, body.length);
    assertEquals(new Judgement.Whole(77), Value.judge(SEED, body));
    assertArrayEquals(body, Value.of(SEED, "g/k", 77, length));
  }

  @Test
  void otherSeedsKeysAndOperationsMakeOtherBodies() {
    var body = Value.of(SEED, "g/k", 77, 5000);
    assertFalse(Arrays.equals(body, Value.of(SEED, "g/l", 77, 5000)));
    assertFalse(Arrays.equals(body, Value.of(SEED, "g/k", 78, 5000)));
    assertInstanceOf(Judgement.Broken.class, Value.judge(43, body));
  }

  @Test
  void anyChangedByteIsSeen() {
    var body = Value.of(SEED, "g/k", 77, 3000);
    for (int at = 0; at < body.length; at++) {
      body[at] ^= 1;
      broken(body);
      body[at] ^= 1;
    }
  }

  @Test
  void cutOffMixedAndForeignBodiesAreSeen() {
    var body = Value.of(SEED, "g/k", 77, 200_000);
    var other = Value.of(SEED, "g/k", 78, 200_000);
    assertTrue(broken(Arrays.copyOf(body, 199_999)).contains("wrote 200000"));
    var mixed = body.clone();
    System.arraycopy(other, 65_536, mixed, 65_536, 65_536);
    assertEquals(
        "operation #77, but from byte 65552 on: a block of operation #78",
        broken(mixed).replaceFirst("from byte 655\\d\\d", "from byte 65552"));
    broken(new byte[0]);
    broken(new byte[100]);
    var random = new byte[100_000];
    new Random(1).nextBytes(random);
    broken(random);
  }

  @Test
  void noBlockIsWithoutTheCanary() {
    var body = Value.of(SEED, "g/k", 77, 10_240);
    for (int at = 0; at < body.length; at += 1024) {
      assertArrayEquals(Value.magic(), Arrays.copyOfRange(body, at, at + 16));
    }
  }

  @Test
  void sizesReachEveryLane() {
    var random = new Random(1);
    var sizes = random.ints(20_000).map(any -> Sizes.draw(random)).toArray();
    for (int length : new int[] {16_383, 16_384, 16_385, 65_535, 65_537, (1 << 20) + 1}) {
      assertTrue(Arrays.stream(sizes).anyMatch(size -> size == length), "none of " + length);
    }
    assertTrue(Arrays.stream(sizes).anyMatch(size -> size >= 8 << 20));
    assertTrue(Arrays.stream(sizes).allMatch(size -> size >= Value.HEADER_BYTES));
  }
}
