package coffer.node;

import coffer.http.metrics.Metrics;
import coffer.http.metrics.Metrics.Type;
import coffer.node.repair.Healing.Progress;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a node tells of its copies, its index and the other nodes in {@code /-/metrics}. */
final class NodeMetrics {
  private NodeMetrics() {}

  static void tell(Metrics metrics, NodeBase base) {
    var index = base.index();
    metrics.watch(
        "coffer_index_leader",
        Type.GAUGE,
        "Whether this node leads the group.",
        () ->
            index.replicas().stream()
                .collect(
                    Collectors.toMap(
                        replica -> "{group=\"" + replica.group() + "\"}",
                        replica -> replica.log().leadership().leader() ? 1L : 0L)));
    count(metrics, "coffer_index_damaged_total", "Damaged index rows met.", index::damages);
    count(
        metrics,
        "coffer_index_replaced_total",
        "Times that a group's damaged rows were replaced by another replica's.",
        index::replacements);
    base.others().ifPresent(others -> tell(metrics, others));
  }

  private static void tell(Metrics metrics, Peers others) {
    gauge(
        metrics,
        "coffer_peers_reachable",
        "Other nodes that answered when they were last asked.",
        others::reached);
    gauge(
        metrics,
        "coffer_runs_missing",
        "Runs that this node should hold and does not.",
        of(others, progress -> progress.missing() + progress.lost()));
    count(
        metrics,
        "coffer_runs_healed_total",
        "Runs copied from other nodes.",
        of(others, Progress::healed));
    count(
        metrics,
        "coffer_bytes_healed_total",
        "Bytes of runs copied from other nodes.",
        of(others, Progress::bytes));
    count(
        metrics,
        "coffer_copies_damaged_total",
        "Copies here that were found damaged.",
        of(others, Progress::damaged));
  }

  private interface Value {
    long now();
  }

  private static Value of(Peers others, ToLongFunction<Progress> field) {
    return () -> field.applyAsLong(others.progress());
  }

  private static void gauge(Metrics metrics, String name, String help, Value value) {
    metrics.watch(name, Type.GAUGE, help, () -> Map.of("", value.now()));
  }

  private static void count(Metrics metrics, String name, String help, Value value) {
    metrics.watch(name, Type.COUNTER, help, () -> Map.of("", value.now()));
  }
}
