package coffer.node.replication;

import java.util.List;

/**
 * Who keeps a log.
 *
 * @param listeners get every entry and do not vote
 */
public record LogMembers(List<LogPeer> voters, List<LogPeer> listeners) {
  public LogMembers {
    voters = List.copyOf(voters);
    listeners = List.copyOf(listeners);
  }
}
