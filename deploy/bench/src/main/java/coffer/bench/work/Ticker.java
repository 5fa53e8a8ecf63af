package coffer.bench.work;

import java.util.concurrent.locks.LockSupport;

/** Time as a loop sees it. */
interface Ticker {
  /** The JVM's. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) {
          for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
            LockSupport.parkNanos(left);
          }
        }
      };

  long nanos();

  void sleepUntil(long nanos);
}
