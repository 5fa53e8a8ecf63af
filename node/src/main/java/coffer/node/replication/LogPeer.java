package coffer.node.replication;

/**
 * A replica of a log.
 *
 * @param id as {@link RatisServer#peerId} made it
 */
public record LogPeer(String id, String host, int port) {}
