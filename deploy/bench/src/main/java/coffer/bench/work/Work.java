package coffer.bench.work;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What is done over and over: one operation, or several in given shares. */
public enum Work {
  PUT(Operation.PUT),
  GET(Operation.GET),
  HEAD(Operation.HEAD),
  DELETE(Operation.DELETE),
  LIST(Operation.LIST),
  /** More is written than deleted, so that there is always something to read. */
  MIXED(Map.of(Operation.GET, 45, Operation.PUT, 15, Operation.DELETE, 10, Operation.HEAD, 30)),
  RANGE(Operation.RANGE),
  MULTIPART(Operation.MULTIPART),
  SESSION(Operation.SESSION);

  private static final int PERCENT = 100;

  private final Operation[] drawn = new Operation[PERCENT];

  Work(Operation only) {
    this(Map.of(only, PERCENT));
  }

  Work(Map<Operation, Integer> shares) {
    int at = 0;
    for (var operation : Operation.values()) {
      int share = shares.getOrDefault(operation, 0);
      Arrays.fill(drawn, at, at + share, operation);
      at += share;
    }
    if (at != PERCENT) {
      throw new IllegalArgumentException(name() + " adds up to " + at + " percent");
    }
  }

  /** The next operation, by the shares. */
  public Operation draw(RandomGenerator random) {
    return drawn[random.nextInt(PERCENT)];
  }

  /** Percent of operations. */
  public int share(Operation operation) {
    return (int) Arrays.stream(drawn).filter(operation::equals).count();
  }

  /** Whether objects of the size asked for are written or read; the others do not depend on it. */
  public boolean sized() {
    return switch (this) {
      case PUT, GET, MIXED, RANGE, MULTIPART -> true;
      case HEAD, DELETE, LIST, SESSION -> false;
    };
  }

  /** The size of objects where none is asked for. */
  public long usualBytes() {
    return switch (this) {
      case PUT, GET, HEAD, DELETE, LIST, MIXED, SESSION -> 4 << 10;
      case RANGE -> 16 << 20;
      case MULTIPART -> 1 << 30;
    };
  }

  /** As on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads {@code put,get,...}; {@code all} stands for every one.
   *
   * @throws IllegalArgumentException for a word that is none
   */
  public static List<Work> list(String words) {
    if (words.equals("all")) {
      return List.of(values());
    }
    return Arrays.stream(words.split(",", -1)).map(Work::named).toList();
  }

  private static Work named(String word) {
    return Arrays.stream(values())
        .filter(work -> work.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no --work "
                        + word
                        + "; there is "
                        + Arrays.stream(values())
                            .map(Work::word)
                            .collect(Collectors.joining(", "))));
  }
}
