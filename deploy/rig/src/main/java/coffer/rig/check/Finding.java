package coffer.rig.check;

import java.util.List;

/**
 * What one check came to.
 *
 * @param offences one for each violation, the first of them in full
 */
public record Finding(String check, Status status, String summary, List<String> offences) {
  /** Whether it holds. */
  public enum Status {
    OK,
    VIOLATED,
    /** It could not be decided: counts as a failure. */
    UNKNOWN,
    /** The run had nothing to decide it by. */
    NOT_CHECKED
  }

  public Finding {
    offences = List.copyOf(offences);
  }

  /** Holds where there are no offences. */
  public static Finding of(String check, String summary, List<String> offences) {
    return new Finding(check, offences.isEmpty() ? Status.OK : Status.VIOLATED, summary, offences);
  }

  public static Finding notChecked(String check, String why) {
    return new Finding(check, Status.NOT_CHECKED, why, List.of());
  }

  /** Whether a run with this finding may pass. */
  public boolean passes() {
    return switch (status) {
      case OK, NOT_CHECKED -> true;
      case VIOLATED, UNKNOWN -> false;
    };
  }
}
