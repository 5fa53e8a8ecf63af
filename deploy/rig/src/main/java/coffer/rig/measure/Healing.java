package coffer.rig.measure;

import coffer.rig.cluster.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** How fast a node whose data was taken away gets it back. */
final class Healing {
  private static final int MIB = 1 << 20;
  private static final int LARGE = 8 * MIB;
  private static final int SMALL = MIB / 4;
  private static final int FILLERS = 4;
  private static final int DISK_MIB = 1024;
  private static final int FREE_TIMES = 4;

  /** What a node copies a second at most; it has no setting. */
  private static final long RATE_LIMIT = 64L * MIB;

  private final MeasureOptions options;
  private final MeasuredCluster cluster;

  private Healing(MeasureOptions options, MeasuredCluster cluster) {
    this.options = options;
    this.cluster = cluster;
  }

  static void run(MeasureOptions options) throws IOException, InterruptedException {
    Files.createDirectories(options.folder());
    long wanted = (long) (options.largeMebibytes() + options.smallMebibytes()) * MIB;
    long free = Files.getFileStore(options.folder()).getUsableSpace();
    if (free < wanted * FREE_TIMES) {
      throw new IOException("three copies and some room need more than the " + free + " B free");
    }
    printDisk(options.folder());
    try (var cluster = MeasuredCluster.start(options.folder())) {
      new Healing(options, cluster).measure();
    }
    printDisk(options.folder());
  }

  private static void printDisk(Path folder) throws IOException {
    System.out.printf(
        "disk: %s sequential, forced at the end of 1 GiB; %s, forced each 8 MiB%n",
        rate(DiskSpeed.write(folder, DISK_MIB, DISK_MIB)),
        rate(DiskSpeed.write(folder, DISK_MIB, LARGE / MIB)));
  }

  private static String rate(double bytesPerSecond) {
    return "%.0f MB/s".formatted(bytesPerSecond / 1e6);
  }

  private void measure() throws IOException, InterruptedException {
    fill("large", LARGE, options.largeMebibytes() / (LARGE / MIB));
    fill("small", SMALL, options.smallMebibytes() * (MIB / SMALL));
    cluster.awaitHealed();
    var victim = cluster.all().getLast();
    long before = bytes(cluster.nodes().data(victim));
    cluster.nodes().kill(victim);
    long begun = System.nanoTime();
    cluster.nodes().wipeAndRejoin(victim);
    long ready = System.nanoTime();
    var progress = watch(victim, ready);
    double total = (System.nanoTime() - begun) / 1e9;
    long after = bytes(cluster.nodes().data(victim));
    System.out.printf(
        "healing: %,d B in %.1f s of copying, %s (limit %s); ready %.1f s after the wipe, whole"
            + " after %.1f s; data folder %,d B before, %,d B after%n",
        progress.bytes,
        progress.seconds,
        rate(progress.bytes / progress.seconds),
        rate(RATE_LIMIT),
        (ready - begun) / 1e9,
        total,
        before,
        after);
  }

  private record Progress(long bytes, double seconds) {}

  /** Until all is there; copying lasts from the last look at nothing to the first at all. */
  private Progress watch(NodeId victim, long ready) throws IOException, InterruptedException {
    var url = cluster.nodes().network().endpoint(victim).resolve("/-/metrics");
    long from = ready;
    long to = ready;
    long last = 0;
    long printed = ready;
    do {
      long bytes = healedBytes(url);
      long now = System.nanoTime();
      if (bytes == 0) {
        from = now;
      }
      if (bytes > last) {
        last = bytes;
        to = now;
      }
      if (now - printed > 5_000_000_000L) {
        printed = now;
        System.out.printf("  %.0f s: %,d B%n", (now - ready) / 1e9, bytes);
      }
    } while (!cluster.nodes().awaitHealed(Duration.ofMillis(100)));
    return new Progress(Math.max(last, healedBytes(url)), (to - from) / 1e9);
  }

  private static long healedBytes(URI url) throws IOException {
    try (var body = url.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("coffer_bytes_healed_total"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(Healing::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (java.nio.file.NoSuchFileException gone) {
      return 0;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void fill(String name, int size, int count) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    var next = new AtomicInteger();
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int filler = 0; filler < FILLERS; filler++) {
      var node = cluster.all().get(filler % cluster.all().size());
      tasks.add(
          () -> {
            try (var s3 = cluster.clientOf(node)) {
              put(s3, name, size, count, next);
              return true;
            }
          });
    }
    try (var threads = Executors.newFixedThreadPool(FILLERS)) {
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("the cluster was not filled", failed.getCause());
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "filled with %d objects of %d KiB: %s%n",
        count, size >> 10, rate((double) count * size / seconds));
  }

  private static void put(S3Client s3, String name, int size, int count, AtomicInteger next) {
    var body = new byte[size];
    new Random(size).nextBytes(body);
    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
      var key = name + "/" + number;
      s3.putObject(
          request -> request.bucket(MeasuredCluster.BUCKET).key(key), RequestBody.fromBytes(body));
    }
  }
}
