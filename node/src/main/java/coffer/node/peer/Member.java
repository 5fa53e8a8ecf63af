package coffer.node.peer;

/**
 * A node of the cluster, as its row in the region's group tells.
 *
 * @param nodeId 32 hex digits, of its data folder
 * @param zone for example {@code zone1-az1}
 * @param host the address that peers dial, which its certificate names
 * @param port HTTPS between nodes; Raft is at the port behind it, Artery at the one behind that
 * @param raftPeer the id under which it votes; another one once it has lost its log
 * @param url where clients reach its S3 port, for people to read
 */
public record Member(
    String nodeId, String zone, String host, int port, String raftPeer, State state, String url) {

  /** Whether data is placed on the node. */
  public enum State {
    ACTIVE,
    /** Its data moves to the others; it may be stopped once it has none that others lack. */
    LEAVING,
    /** It is starting for the first time, and holds nothing before it can answer. */
    JOINING
  }

  /** The same node in another state. */
  public Member in(State other) {
    return new Member(nodeId, zone, host, port, raftPeer, other, url);
  }

  public int raftPort() {
    return port + 1;
  }

  public int arteryPort() {
    return port + 2;
  }
}
