package coffer.node.status;

import coffer.node.config.StartException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.stream.Collectors;

/** The status as JSON, and as text for people. */
public final class StatusPage {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private StatusPage() {}

  public static String json(Object status) {
    try {
      return JSON.writeValueAsString(status);
    } catch (JsonProcessingException fault) {
      throw new IllegalStateException("a status that cannot be written", fault);
    }
  }

  public static <T> T parse(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException malformed) {
      throw new IllegalArgumentException("not a status", malformed);
    }
  }

  /**
   * Asks a node.
   *
   * @param url of its S3 port
   * @throws StartException when it does not answer
   */
  public static ClusterStatus ask(URI url) {
    try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      var request = HttpRequest.newBuilder(url.resolve("/-/status")).timeout(TIMEOUT).build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new StartException(url + " answers " + answer.statusCode());
      }
      return parse(answer.body(), ClusterStatus.class);
    } catch (IOException | IllegalArgumentException failed) {
      throw new StartException("no status from " + url + ": " + failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    }
  }

  /** A few lines for a terminal. */
  public static String text(ClusterStatus status) {
    var text = new StringBuilder("cluster " + status.cluster() + "\n");
    var places = new HashMap<String, String>();
    for (var node : status.nodes()) {
      var place = node.zone() + "/" + node.id().substring(0, Math.min(8, node.id().length()));
      places.put(node.id(), place);
      text.append("  node %-22s %-9s %-7s %s".formatted(place, state(node), node.url(), node.id()));
      text.append(node.missingRuns() > 0 ? ", missing " + node.missingRuns() : "");
      text.append(node.healedRuns() > 0 ? ", healed " + node.healedRuns() : "");
      text.append(node.unmovedRuns() > 0 ? ", to move " + node.unmovedRuns() : "");
      text.append(scrubbed(node)).append('\n');
    }
    for (var group : status.groups()) {
      text.append("  group %-21s".formatted(group.name()));
      text.append(
          group.leader().isEmpty()
              ? " has no leader"
              : " led by " + places.getOrDefault(group.leader(), group.leader()));
      text.append(", voters ");
      text.append(
          group.voters().stream()
              .map(id -> places.getOrDefault(id, id))
              .collect(Collectors.joining(" ")));
      text.append(", ").append(group.listeners().size()).append(" listening\n");
    }
    text.append("  under-replicated runs: ").append(status.underReplicated()).append('\n');
    return text.append(status.healthy() ? "healthy\n" : "NOT HEALTHY\n").toString();
  }

  private static String scrubbed(ClusterStatus.Node node) {
    return node.scrubbedAt() == 0
        ? ""
        : ", read through since " + Instant.ofEpochMilli(node.scrubbedAt());
  }

  private static String state(ClusterStatus.Node node) {
    return !node.alive()
        ? "down"
        : node.state().equals("ACTIVE") ? "up" : node.state().toLowerCase(Locale.ROOT);
  }
}
