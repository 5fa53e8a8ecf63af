package coffer.bench.work;

/**
 * Numbers of bytes as people write them: {@code 4KiB}, {@code 16MiB}, {@code 1GiB}, {@code 300}.
 */
public final class Bytes {
  private static final String[] UNITS = {"KiB", "MiB", "GiB"};

  private Bytes() {}

  /**
   * @throws IllegalArgumentException when it is no number of bytes above 0
   */
  public static long parse(String text) {
    for (int power = UNITS.length; power > 0; power--) {
      var unit = UNITS[power - 1];
      if (text.endsWith(unit)) {
        return positive(text, text.substring(0, text.length() - unit.length())) << 10 * power;
      }
    }
    return positive(text, text);
  }

  private static long positive(String whole, String digits) {
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("not a number of bytes such as 4KiB: " + whole);
    }
    return Long.parseLong(digits);
  }

  /** As {@link #parse} reads it. */
  public static String text(long bytes) {
    for (int power = UNITS.length; power > 0; power--) {
      long unit = 1L << 10 * power;
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + UNITS[power - 1];
      }
    }
    return Long.toString(bytes);
  }
}
