package coffer.rig.measure;

import coffer.rig.cluster.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Clients at each node that PUT 4 KiB one after the other. Those at the node that is to be hurt
 * rest meanwhile.
 */
final class Writers implements AutoCloseable {
  private static final int KEYS = 10_000;

  private final MeasuredCluster cluster;
  private final Acknowledgements acknowledgements = new Acknowledgements();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong number = new AtomicLong();
  private final byte[] body = new byte[4096];

  // Guarded by this.
  private final Map<NodeId, Integer> calls = new HashMap<>();
  private @Nullable NodeId spared;
  private boolean closed;

  private Writers(MeasuredCluster cluster) {
    this.cluster = cluster;
    new Random(1).nextBytes(body);
  }

  static Writers start(MeasuredCluster cluster, int perNode) {
    var writers = new Writers(cluster);
    for (var node : cluster.all()) {
      for (int i = 1; i <= perNode; i++) {
        var name = "writer-" + node + "-" + i;
        writers.threads.add(Thread.ofPlatform().name(name).start(() -> writers.write(node)));
      }
    }
    return writers;
  }

  Acknowledgements acknowledgements() {
    return acknowledgements;
  }

  /** Returns once no client writes at the node; those of the others go on. */
  synchronized void spare(NodeId node) throws InterruptedException {
    spared = node;
    while (calls.getOrDefault(node, 0) > 0) {
      wait();
    }
  }

  synchronized void spareNone() {
    spared = null;
    notifyAll();
  }

  private synchronized boolean begin(NodeId node) throws InterruptedException {
    while (node.equals(spared) && !closed) {
      wait();
    }
    calls.merge(node, 1, Integer::sum);
    return !closed;
  }

  private synchronized void end(NodeId node) {
    calls.merge(node, -1, Integer::sum);
    notifyAll();
  }

  private void write(NodeId node) {
    try (var s3 = cluster.clientOf(node)) {
      while (begin(node)) {
        put(s3);
        end(node);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(S3Client s3) {
    var key = "failover/" + number.getAndIncrement() % KEYS;
    long begun = System.nanoTime();
    try {
      s3.putObject(
          request -> request.bucket(MeasuredCluster.BUCKET).key(key), RequestBody.fromBytes(body));
      acknowledgements.acknowledged(begun, System.nanoTime());
    } catch (AwsServiceException answered) {
      acknowledgements.failed("answered " + answered.statusCode());
    } catch (SdkException failed) {
      acknowledgements.failed(String.valueOf(failed.getMessage()));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
