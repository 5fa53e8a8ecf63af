package coffer.http.metrics;

import coffer.kms.service.KmsCalls;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Counts requests and KMS calls and renders them as Prometheus text. Labels come from fixed
 * vocabularies only (operations, statuses, error codes), so that no client can make series without
 * end, and none holds a name of a bucket, key or person. Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus:
 *     exposition formats</a>
 */
public final class Metrics implements KmsCalls {
  /** Upper bounds of the duration buckets, seconds. */
  private static final double[] BOUNDS_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  /** What Prometheus calls the type of a metric. */
  public enum Type {
    COUNTER,
    GAUGE
  }

  private record Watched(String name, Type type, String help, Supplier<Map<String, Long>> values) {}

  private record Request(String operation, int status) {}

  private record KmsCall(String operation, String by, String result) {}

  private final Map<Request, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, Histogram> durations = new ConcurrentHashMap<>();
  private final Map<KmsCall, LongAdder> kmsCalls = new ConcurrentHashMap<>();
  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  private static final class Histogram {
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS_SECONDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void add(Duration duration) {
      double seconds = duration.toNanos() / 1e9;
      int bucket = 0;
      while (bucket < BOUNDS_SECONDS.length && seconds > BOUNDS_SECONDS[bucket]) {
        bucket++;
      }
      buckets.incrementAndGet(bucket);
      nanos.add(duration.toNanos());
    }
  }

  /**
   * Counts one answered request.
   *
   * @param operation the S3 operation, or a fixed word for what is none
   * @param duration until the status was decided; the transfer of a streamed answer is not in it
   */
  public void request(String operation, int status, Duration duration) {
    requests.computeIfAbsent(new Request(operation, status), k -> new LongAdder()).increment();
    durations.computeIfAbsent(operation, k -> new Histogram()).add(duration);
  }

  @Override
  public void happened(Call call) {
    var key = new KmsCall(call.operation(), call.byS3() ? "s3" : "api", call.error().orElse("ok"));
    kmsCalls.computeIfAbsent(key, k -> new LongAdder()).increment();
  }

  /**
   * Has a value of somebody else's told with the others.
   *
   * @param values by the label set as it is written, braces included; empty for none. Must not
   *     block, and labels are to come from a small vocabulary
   */
  public void watch(String name, Type type, String help, Supplier<Map<String, Long>> values) {
    watched.add(new Watched(name, type, help, values));
  }

  private static void told(Watched metric, StringBuilder out) {
    var type = metric.type().name().toLowerCase(Locale.ROOT);
    out.append("# HELP ").append(metric.name()).append(' ').append(metric.help()).append('\n');
    out.append("# TYPE ").append(metric.name()).append(' ').append(type).append('\n');
    new TreeMap<>(metric.values().get())
        .forEach(
            (labels, value) ->
                out.append(metric.name()).append(labels).append(' ').append(value).append('\n'));
  }

  /** The exposition text, series in a stable order. */
  public String render() {
    var out = new StringBuilder(4096);
    out.append("# HELP coffer_requests_total Requests answered, by operation and status.\n");
    out.append("# TYPE coffer_requests_total counter\n");
    out.append(
        requests.entrySet().stream()
            .map(
                e ->
                    "coffer_requests_total{operation=\""
                        + e.getKey().operation()
                        + "\",status=\""
                        + e.getKey().status()
                        + "\"} "
                        + e.getValue().sum()
                        + "\n")
            .sorted()
            .collect(Collectors.joining()));
    out.append("# HELP coffer_kms_calls_total Calls to the key service.\n");
    out.append("# TYPE coffer_kms_calls_total counter\n");
    out.append(
        kmsCalls.entrySet().stream()
            .map(
                e ->
                    "coffer_kms_calls_total{operation=\""
                        + e.getKey().operation()
                        + "\",by=\""
                        + e.getKey().by()
                        + "\",result=\""
                        + e.getKey().result()
                        + "\"} "
                        + e.getValue().sum()
                        + "\n")
            .sorted()
            .collect(Collectors.joining()));
    out.append("# HELP coffer_request_seconds Time until the answer's status was decided.\n");
    out.append("# TYPE coffer_request_seconds histogram\n");
    durations.keySet().stream().sorted().forEach(operation -> histogram(operation, out));
    watched.forEach(metric -> told(metric, out));
    return out.toString();
  }

  private void histogram(String operation, StringBuilder out) {
    var histogram = durations.computeIfAbsent(operation, k -> new Histogram());
    var label = "{operation=\"" + operation + "\"";
    long sum = 0;
    for (int i = 0; i < BOUNDS_SECONDS.length; i++) {
      sum += histogram.buckets.get(i);
      out.append("coffer_request_seconds_bucket").append(label).append(",le=\"");
      out.append(BOUNDS_SECONDS[i]).append("\"} ").append(sum).append('\n');
    }
    sum += histogram.buckets.get(BOUNDS_SECONDS.length);
    out.append("coffer_request_seconds_bucket").append(label).append(",le=\"+Inf\"} ");
    out.append(sum).append('\n');
    out.append("coffer_request_seconds_sum").append(label).append("} ");
    out.append(histogram.nanos.sum() / 1e9).append('\n');
    out.append("coffer_request_seconds_count").append(label).append("} ");
    out.append(sum).append('\n');
  }
}
