package coffer.bench.work;

/**
 * How much is done of each case.
 *
 * @param seconds of a turn, at most
 * @param warmupSeconds before, uncounted
 * @param operationsMax of a turn, at most, over all connections; 0 for no limit but the time
 * @param perSecond operations that all connections together begin in a second, whether or not the
 *     server keeps up; 0 for as many as it answers
 * @param keys objects that reads are spread over, fewer where they would not fit
 * @param spaceBytes that the objects of a case may take
 * @param partBytes of a part of an upload
 * @param rangeBytes that a range read asks for
 * @param listKeys on a page of a listing
 * @param errorsMax operations of a turn that may fail; they are counted apart
 */
public record Load(
    int seconds,
    int warmupSeconds,
    int operationsMax,
    double perSecond,
    int keys,
    long spaceBytes,
    int partBytes,
    long rangeBytes,
    int listKeys,
    int errorsMax) {

  /** As many as asked for, as few as fit, one at least. */
  int keysThatFit(long bytes, long wished) {
    return (int) Math.clamp(spaceBytes / bytes, 1, wished);
  }

  /** As many operations as are answered, for so many seconds, without a warm-up. */
  public Load unpaced(int otherSeconds) {
    return new Load(
        otherSeconds, 0, 0, 0, keys, spaceBytes, partBytes, rangeBytes, listKeys, errorsMax);
  }

  /** The same with another number of objects, whatever space they take. */
  public Load withKeys(int otherKeys) {
    return new Load(
        seconds,
        warmupSeconds,
        operationsMax,
        perSecond,
        otherKeys,
        Long.MAX_VALUE,
        partBytes,
        rangeBytes,
        listKeys,
        errorsMax);
  }
}
