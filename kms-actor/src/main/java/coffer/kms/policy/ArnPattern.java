package coffer.kms.policy;

/**
 * ARN comparison: six parts split at colons, wildcards within each part, so that {@code *} in one
 * part never swallows the next. The sixth part is the whole rest.
 */
final class ArnPattern {
  private static final int PARTS = 6;

  private ArnPattern() {}

  static boolean matches(String pattern, String arn) {
    var wanted = pattern.split(":", PARTS);
    var given = arn.split(":", PARTS);
    if (wanted.length != PARTS || given.length != PARTS) {
      return pattern.equals("*");
    }
    for (int part = 0; part < PARTS; part++) {
      if (!Wildcard.matches(wanted[part], given[part])) {
        return false;
      }
    }
    return true;
  }
}
