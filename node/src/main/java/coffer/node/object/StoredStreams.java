package coffer.node.object;

import coffer.kms.envelope.DataKeys;
import coffer.node.chunk.RunStore;
import java.security.SecureRandom;
import java.time.Clock;
import org.apache.pekko.stream.Materializer;

/** What objects and uploads share: the way of bytes in and out. */
public final class StoredStreams {
  private final StreamWriter writer;
  private final StreamReader reader;
  private final IntermediateKeys intermediateKeys;
  private final RandomIds ids;
  private final Clock clock;

  public StoredStreams(
      DataKeys keys, BucketKeys bucketKeys, RunStore runs, Materializer materializer, Clock clock) {
    this.clock = clock;
    ids = new RandomIds(new SecureRandom());
    var memory = StreamMemory.ofHeap();
    writer = new StreamWriter(keys, runs, materializer, ids, clock, memory);
    reader = new StreamReader(keys, runs, memory);
    intermediateKeys = new IntermediateKeys(keys, bucketKeys, clock);
  }

  StreamWriter writer() {
    return writer;
  }

  StreamReader reader() {
    return reader;
  }

  IntermediateKeys intermediateKeys() {
    return intermediateKeys;
  }

  RandomIds ids() {
    return ids;
  }

  Clock clock() {
    return clock;
  }
}
