package coffer.kms.policy;

import java.util.List;
import java.util.Map;

/**
 * One test of one condition key.
 *
 * @param key in lower case
 * @param values any of which may match
 */
record Condition(
    ConditionOperator operator,
    Quantifier quantifier,
    boolean ifExists,
    String key,
    List<String> values) {

  /** How many of a request's values must match. */
  enum Quantifier {
    /** The key has one value; of several, any one counts. */
    SINGLE,
    /** At least one; false when the key is absent. */
    ANY_VALUE,
    /** All; true when the key is absent. */
    ALL_VALUES
  }

  Condition {
    values = List.copyOf(values);
  }

  boolean holds(Map<String, List<String>> request) {
    var given = request.getOrDefault(key, List.of());
    if (operator == ConditionOperator.Null) {
      return values.stream().anyMatch(value -> Boolean.parseBoolean(value) == given.isEmpty());
    }
    if (given.isEmpty()) {
      return switch (quantifier) {
        case SINGLE -> ifExists || operator.negated();
        case ANY_VALUE -> ifExists;
        case ALL_VALUES -> true;
      };
    }
    return switch (quantifier) {
      case SINGLE ->
          operator.negated()
              ? given.stream().allMatch(this::matches)
              : given.stream().anyMatch(this::matches);
      case ANY_VALUE -> given.stream().anyMatch(this::matches);
      case ALL_VALUES -> given.stream().allMatch(this::matches);
    };
  }

  private boolean matches(String given) {
    boolean equalToOne = values.stream().anyMatch(value -> operator.compare(value, given));
    return equalToOne != operator.negated();
  }
}
