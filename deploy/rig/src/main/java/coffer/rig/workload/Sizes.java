package coffer.rig.workload;

import java.util.Random;

/**
 * Lengths at which a store may treat a value otherwise: kept in the index below 16 KiB, cut into
 * segments of 64 KiB and chunks of 1 MiB, in another lane from 8 MiB.
 */
final class Sizes {
  static final int PART_BYTES = 5 << 20;

  private static final int[] EDGES = {16 << 10, 64 << 10, 128 << 10, 1 << 20};
  private static final int INLINE_MAX = 16 << 10;
  private static final int MEDIUM_MAX = 256 << 10;
  private static final int CHUNK = 1 << 20;
  private static final int LANE = 8 << 20;

  private Sizes() {}

  /** Mostly small, so that operations are many. */
  static int draw(Random random) {
    int percent = random.nextInt(100);
    if (percent < 62) {
      return between(random, Value.HEADER_BYTES, INLINE_MAX);
    }
    if (percent < 80) {
      return EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
    }
    if (percent < 96) {
      return between(random, INLINE_MAX, MEDIUM_MAX);
    }
    return percent < 99 ? between(random, CHUNK, 4 * CHUNK) : LANE + random.nextInt(CHUNK);
  }

  /** Two or three parts, the last one short. */
  static int drawMultipart(Random random) {
    return (1 + random.nextInt(2)) * PART_BYTES + between(random, 1, MEDIUM_MAX);
  }

  private static int between(Random random, int least, int below) {
    return least + random.nextInt(below - least);
  }
}
