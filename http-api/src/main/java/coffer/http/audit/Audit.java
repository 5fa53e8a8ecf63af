package coffer.http.audit;

import java.util.Map;

/** Where audit records go. */
@FunctionalInterface
public interface Audit {

  /**
   * Keeps one record.
   *
   * @param record JSON values: strings, numbers, booleans, maps, lists; never a secret
   */
  void record(Map<String, Object> record);
}
