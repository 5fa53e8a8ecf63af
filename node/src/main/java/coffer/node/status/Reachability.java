package coffer.node.status;

import coffer.kms.stage.StageFailure;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.peer.PeerCalls;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the other nodes answer. Says once that one does not, and once that it does again, so that
 * the calls which pass it over need not. Safe for use by several threads.
 */
public final class Reachability {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Members members;
  private final PeerCalls calls;
  private final String path;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> reached = new HashSet<>();
  private final Set<String> silent = new HashSet<>();

  /**
   * @param path which every node answers
   */
  public Reachability(Members members, PeerCalls calls, String path) {
    this.members = members;
    this.calls = calls;
    this.path = path;
  }

  /** Asks every other node that is not being asked. Never blocks. */
  public void look() {
    var all = members.all();
    var self = members.self().nodeId();
    forgetOthersThan(all.stream().map(Member::nodeId).toList());
    for (var member : all) {
      if (!member.nodeId().equals(self) && begin(member)) {
        calls
            .call(member, path, new byte[0], TIMEOUT)
            .whenComplete((answer, failure) -> ended(member, failure));
      }
    }
  }

  private synchronized void forgetOthersThan(java.util.Collection<String> ids) {
    reached.retainAll(ids);
    silent.retainAll(ids);
  }

  private synchronized boolean begin(Member member) {
    return asked.add(member.nodeId());
  }

  private synchronized void ended(Member member, @Nullable Throwable failure) {
    var id = member.nodeId();
    asked.remove(id);
    if (failure == null) {
      reached.add(id);
      if (silent.remove(id)) {
        LOG.info("node {} answers again", told(member));
      }
    } else {
      reached.remove(id);
      if (silent.add(id)) {
        var cause = StageFailure.cause(failure);
        LOG.warn(
            "node {} does not answer and is passed over: {}", told(member), String.valueOf(cause));
      }
    }
  }

  private static String told(Member member) {
    return member.zone()
        + "/"
        + member.nodeId().substring(0, Math.min(8, member.nodeId().length()))
        + " at "
        + member.host()
        + ":"
        + member.port();
  }

  /** How many other nodes answered when they were last asked. */
  public synchronized int reached() {
    return reached.size();
  }
}
