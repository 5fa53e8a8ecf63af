package coffer.rig.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What {@code GET /-/status} of a node tells.
 *
 * @param underReplicated runs of which fewer copies are there than should be
 */
public record ClusterStatus(
    List<Node> nodes, List<Group> groups, boolean healthy, long underReplicated) {
  private static final int PATIENCE_MS = 3000;
  private static final int OK = 200;

  /**
   * @param url of its S3 port
   * @param scrubbedAt when the last whole scrub began, in ms since 1970; 0 for none
   */
  public record Node(String id, String zone, String url, boolean alive, long scrubbedAt) {}

  /**
   * @param leader the node's id; empty while there is none
   */
  public record Group(String name, Optional<String> leader) {}

  /**
   * @throws IOException when the node does not answer, or with something else
   */
  public static ClusterStatus of(URI endpoint) throws IOException {
    var answer = get(endpoint.resolve("/-/status"));
    try {
      return parse(answer);
    } catch (RuntimeException malformed) {
      throw new IOException("not a status: " + answer, malformed);
    }
  }

  static ClusterStatus parse(String json) {
    var root = JsonNode.parser().parse(json).asObject();
    var nodes =
        member(root, "nodes").asArray().stream()
            .map(JsonNode::asObject)
            .map(
                node ->
                    new Node(
                        text(node, "id"),
                        text(node, "zone"),
                        text(node, "url"),
                        member(node, "alive").asBoolean(),
                        scrubbedAt(node)))
            .toList();
    var groups =
        member(root, "groups").asArray().stream()
            .map(JsonNode::asObject)
            .map(
                group ->
                    new Group(
                        text(group, "name"),
                        Optional.of(text(group, "leader")).filter(id -> !id.isEmpty())))
            .toList();
    return new ClusterStatus(
        nodes,
        groups,
        member(root, "healthy").asBoolean(),
        Long.parseLong(member(root, "underReplicated").asNumber()));
  }

  /** Older versions do not tell. */
  private static long scrubbedAt(java.util.Map<String, JsonNode> node) {
    var told = node.get("scrubbedAt");
    return told == null ? 0 : Long.parseLong(told.asNumber());
  }

  private static JsonNode member(java.util.Map<String, JsonNode> object, String name) {
    var found = object.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return found;
  }

  private static String text(java.util.Map<String, JsonNode> object, String name) {
    var found = object.get(name);
    return found == null || found.isNull() ? "" : found.text();
  }

  /** Whether the node answers that it can serve. */
  static boolean ready(URI endpoint) {
    try {
      get(endpoint.resolve("/-/ready"));
      return true;
    } catch (IOException not) {
      return false;
    }
  }

  private static String get(URI uri) throws IOException {
    var connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    try {
      if (connection.getResponseCode() != OK) {
        throw new IOException(uri + " answers " + connection.getResponseCode());
      }
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      }
    } finally {
      connection.disconnect();
    }
  }
}
