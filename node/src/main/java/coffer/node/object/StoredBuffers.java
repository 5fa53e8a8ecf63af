package coffer.node.object;

import coffer.kms.envelope.Segments;
import coffer.node.chunk.RunStore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for stored bytes that were read and are used again once these were decrypted: making and
 * clearing one costs a good part of what reading it does. There are two lengths that most chunks
 * have, of a whole chunk and of one segment; others are made anew. Without a lock: with more
 * threads than cores, one that everybody takes is waited for.
 */
final class StoredBuffers {
  private static final int SEGMENTS_KEPT_MAX = 32;

  /** Shelves of the arrays that nobody uses. */
  private final AtomicReferenceArray<byte @Nullable []> chunks;

  private final AtomicReferenceArray<byte @Nullable []> segments =
      new AtomicReferenceArray<>(SEGMENTS_KEPT_MAX);

  /**
   * @param bytes about how many are kept at most
   */
  StoredBuffers(long bytes) {
    chunks = new AtomicReferenceArray<>((int) Math.max(1, bytes / RunStore.CHUNK_BYTES));
  }

  /** An array of that length with anything in it. */
  byte[] take(int length) {
    var shelf = shelf(length);
    if (shelf != null) {
      for (int place = 0; place < shelf.length(); place++) {
        if (shelf.getPlain(place) != null) {
          var found = shelf.getAndSet(place, null);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return new byte[length];
  }

  /** Nobody uses the array any more, nor will. */
  void give(byte[] array) {
    var shelf = shelf(array.length);
    if (shelf != null) {
      for (int place = 0; place < shelf.length(); place++) {
        if (shelf.getPlain(place) == null && shelf.compareAndSet(place, null, array)) {
          return;
        }
      }
    }
  }

  private @Nullable AtomicReferenceArray<byte @Nullable []> shelf(int length) {
    return switch (length) {
      case RunStore.CHUNK_BYTES -> chunks;
      case Segments.STORED_BYTES -> segments;
      default -> null;
    };
  }
}
