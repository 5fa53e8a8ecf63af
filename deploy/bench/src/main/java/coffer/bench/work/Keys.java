package coffer.bench.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Which object each operation is about. */
sealed interface Keys {

  /** The one to write next. */
  String written();

  /** It was written. */
  void wrote(String key);

  /** One that is there. */
  String read();

  /** One that is there, and will not be. */
  String removed();

  /** How many can be removed before something has to be written. */
  long removable();

  /** A fixed set to read, and one that is written from its beginning and then over again. */
  record Shared(
      String readPrefix, long readable, String writtenPrefix, long writable, AtomicLong next)
      implements Keys {
    @Override
    public String written() {
      return writtenPrefix + next.getAndIncrement() % writable;
    }

    @Override
    public void wrote(String key) {
      // Nothing reads these.
    }

    @Override
    public String read() {
      return readPrefix + next.getAndIncrement() % readable;
    }

    @Override
    public String removed() {
      throw new IllegalStateException("these stay");
    }

    @Override
    public long removable() {
      return 0;
    }
  }

  /** One connection's own: no other writes, reads or removes them. */
  final class Own implements Keys {
    private final String prefix;
    private final RandomGenerator random;
    private final List<String> there = new ArrayList<>();
    private long made;

    Own(String prefix, RandomGenerator random) {
      this.prefix = prefix;
      this.random = random;
    }

    @Override
    public String written() {
      return prefix + made++;
    }

    @Override
    public void wrote(String key) {
      there.add(key);
    }

    @Override
    public String read() {
      return there.get(random.nextInt(there.size()));
    }

    @Override
    public String removed() {
      int at = random.nextInt(there.size());
      var key = there.get(at);
      there.set(at, there.getLast());
      there.removeLast();
      return key;
    }

    @Override
    public long removable() {
      return there.size();
    }
  }
}
