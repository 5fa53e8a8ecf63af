package coffer.rig.workload;

import java.util.Map;
import java.util.TreeMap;

/** Errors that reached a client through the retries of the SDK, by kind. */
public final class Errors {
  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void add(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }
}
