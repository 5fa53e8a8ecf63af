package coffer.rig.fault;

import coffer.rig.cluster.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fault that is to happen.
 *
 * @param targets the nodes it befalls; none when it is known only at its time
 * @param start from the start of the schedule
 * @param duration until it is taken back
 * @param parameters of its kind; see {@link ScheduleGenerator}
 */
public record Fault(
    FaultKind kind,
    List<NodeId> targets,
    Duration start,
    Duration duration,
    Map<String, String> parameters) {

  public Fault {
    targets = List.copyOf(targets);
    // In one order, so that equal schedules print alike.
    parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  public Duration end() {
    return start.plus(duration);
  }

  public String parameter(String name) {
    var value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(kind + " has no " + name);
    }
    return value;
  }

  public long number(String name) {
    return Long.parseLong(parameter(name));
  }

  @Override
  public String toString() {
    var text = new StringBuilder(kind.word());
    targets.forEach(node -> text.append(' ').append(node));
    parameters.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.append(" for ").append(duration.toMillis()).append(" ms").toString();
  }
}
