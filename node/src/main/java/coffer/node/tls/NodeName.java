package coffer.node.tls;

import java.util.regex.Pattern;

/**
 * Who a node is, as its certificate says in the URI {@code coffer://<cluster>/<zone>/<node>}. Each
 * part has 1 to 63 letters, digits, {@code _} and {@code -}.
 */
public record NodeName(String cluster, String zone, String node) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  public NodeName {
    for (String part : new String[] {cluster, zone, node}) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException("not a part of a node's name: " + part);
      }
    }
  }

  /** The subject alternative name that peers compare. */
  public String uri() {
    return "coffer://" + cluster + "/" + zone + "/" + node;
  }
}
