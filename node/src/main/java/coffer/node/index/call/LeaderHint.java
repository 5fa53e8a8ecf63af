package coffer.node.index.call;

import coffer.node.peer.Member;
import coffer.node.peer.Member.State;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the leader is, in the words of a replica that does not lead: {@code
 * leader=<node>/<zone>/<port>/<host>}, or {@code leader=} when it does not know.
 */
final class LeaderHint {
  private static final Pattern HINT =
      Pattern.compile(
          "leader=([A-Za-z0-9_-]{1,63})/([A-Za-z0-9_-]{1,63})/([0-9]{1,5})/([A-Za-z0-9.:_-]{1,253})");

  private LeaderHint() {}

  static String of(Optional<Member> leader) {
    return "leader="
        + leader
            .map(at -> at.nodeId() + "/" + at.zone() + "/" + at.port() + "/" + at.host())
            .orElse("");
  }

  static Optional<Member> parse(String message) {
    var matcher = HINT.matcher(message);
    return matcher.find()
        ? Optional.of(
            new Member(
                matcher.group(1),
                matcher.group(2),
                matcher.group(4),
                Integer.parseInt(matcher.group(3)),
                "",
                State.ACTIVE,
                ""))
        : Optional.empty();
  }
}
