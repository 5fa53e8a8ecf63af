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
 * @param objects that are read, listed and written over, all of them, in a scale run; 0 otherwise
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
    int objects,
    long spaceBytes,
    int partBytes,
    long rangeBytes,
    int listKeys,
    int errorsMax) {

  /** How many there are to read. */
  int readable(long bytes) {
    return objects > 0 ? objects : keysThatFit(bytes, keys);
  }

  /** As many as asked for, as few as fit, one at least. */
  int keysThatFit(long bytes, long wished) {
    return (int) Math.clamp(spaceBytes / bytes, 1, wished);
  }

  /** As many operations as are answered, for so many seconds, without a warm-up. */
  public Load unpaced(int otherSeconds) {
    return new Load(
        otherSeconds, 0, 0, 0, keys, 0, spaceBytes, partBytes, rangeBytes, listKeys, errorsMax);
  }

  /** With so many objects in the bucket, whatever space they take; writes overwrite them. */
  public Load withObjects(int objects) {
    return new Load(
        seconds,
        warmupSeconds,
        operationsMax,
        perSecond,
        keys,
        objects,
        spaceBytes,
        partBytes,
        rangeBytes,
        listKeys,
        errorsMax);
  }
}
