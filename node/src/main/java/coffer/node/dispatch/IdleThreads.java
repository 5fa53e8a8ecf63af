package coffer.node.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which of some threads have nothing to do: a bit for each. A linked list that many change at once
 * has two dozen rare cases, and each of them, the first time that it comes, has the compiled code
 * of everything around it thrown away.
 */
final class IdleThreads {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final AtomicInteger joined = new AtomicInteger();

  /** A thread is written before its first bit, and read after a bit. */
  private final @Nullable Thread[] threads;

  private final long[] words;

  IdleThreads(int most) {
    threads = new Thread[most];
    words = new long[(most + Long.SIZE - 1) / Long.SIZE];
  }

  /** The number of a thread that has something to do so far. */
  int join(Thread thread) {
    int number = joined.getAndIncrement();
    threads[number] = thread;
    return number;
  }

  void add(int number) {
    WORD.getAndBitwiseOr(words, number / Long.SIZE, 1L << number);
  }

  /** Whether it was among them: false if somebody has taken it. */
  boolean remove(int number) {
    long bit = 1L << number;
    return ((long) WORD.getAndBitwiseAnd(words, number / Long.SIZE, ~bit) & bit) != 0;
  }

  /** Removes the one that joined first, so that the same few do most; null for none. */
  @Nullable Thread take() {
    for (int word = 0; word < words.length; word++) {
      for (long bits = bits(word); bits != 0; bits = bits(word)) {
        int number = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
        if (remove(number)) {
          return threads[number];
        }
      }
    }
    return null;
  }

  boolean isEmpty() {
    for (int word = 0; word < words.length; word++) {
      if (bits(word) != 0) {
        return false;
      }
    }
    return true;
  }

  private long bits(int word) {
    return (long) WORD.getVolatile(words, word);
  }
}
