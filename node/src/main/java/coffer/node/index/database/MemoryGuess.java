package coffer.node.index.database;

import coffer.node.index.row.IndexView;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Guesses whether rows of a kind are in memory, by whether the last ones were: looking for one in
 * vain takes as long as reading it. Where most were not, one in {@value #LOOKED_FOR} is looked for
 * all the same. Threads may overwrite each other's counts, which changes a guess at most.
 */
final class MemoryGuess {
  private static final int KINDS = 256;
  private static final int LOOKED_FOR = 64;
  private static final int ALWAYS = 1 << 12;
  private static final int WEIGHT = 16;

  /** By kind, how many of the last ones were in memory; {@link #ALWAYS} when all were. */
  private final AtomicIntegerArray found = new AtomicIntegerArray(KINDS);

  private final AtomicIntegerArray skipped = new AtomicIntegerArray(KINDS);

  MemoryGuess() {
    for (int kind = 0; kind < KINDS; kind++) {
      found.setPlain(kind, ALWAYS);
    }
  }

  /**
   * @param memory throws {@link NotInMemoryException} for what is not there
   * @return the same, without looking for what it guesses not to be there
   */
  IndexView over(IndexView memory) {
    return memory.lookingUpBy(key -> get(key, memory));
  }

  private Optional<byte[]> get(byte[] key, IndexView memory) {
    int kind = key[0] & 0xff;
    if (!worthLooking(kind)) {
      throw new NotInMemoryException();
    }
    try {
      var row = memory.get(key);
      learn(kind, ALWAYS);
      return row;
    } catch (NotInMemoryException absent) {
      learn(kind, 0);
      throw absent;
    }
  }

  private boolean worthLooking(int kind) {
    if (found.getPlain(kind) >= ALWAYS / 2) {
      return true;
    }
    int count = skipped.getPlain(kind) + 1;
    skipped.setPlain(kind, count);
    return count % LOOKED_FOR == 0;
  }

  private void learn(int kind, int seen) {
    int before = found.getPlain(kind);
    if (before != seen) {
      found.setPlain(kind, before + (seen - before) / WEIGHT);
    }
  }
}
