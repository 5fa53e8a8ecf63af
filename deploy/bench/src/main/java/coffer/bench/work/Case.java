package coffer.bench.work;

/**
 * One kind of work at one size.
 *
 * @param bytes of an object
 * @param connections one request is in flight on each
 */
public record Case(Work work, long bytes, int connections) {
  @Override
  public String toString() {
    return "%s %s, %d connection%s"
        .formatted(work.word(), Bytes.text(bytes), connections, connections == 1 ? "" : "s");
  }
}
