package coffer.node.index.database;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Lets one thread at a time, of those that must not all wait for a disk, read from it. Handing a
 * read over to another thread takes longer than the read, unless the disk is slow.
 */
final class DiskTurn {
  private final AtomicBoolean taken = new AtomicBoolean();

  /** Empty, without having read, while another thread has the turn. */
  <R> Optional<R> ifFree(Supplier<R> read) {
    if (!taken.compareAndSet(false, true)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read.get());
    } finally {
      taken.set(false);
    }
  }
}
