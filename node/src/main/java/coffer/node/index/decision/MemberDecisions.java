package coffer.node.index.decision;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.MemberCodec;
import coffer.node.index.row.RowChanges;
import coffer.node.index.row.RowKeys;
import coffer.node.peer.Member;
import coffer.node.peer.Member.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who is in the cluster, and who founds each zone's group. Pure. */
public final class MemberDecisions {
  static final int MEMBERS_MAX = 1000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
  private static final int URL_CHARS_MAX = 1024;

  /** Two more ports are counted from a member's. */
  private static final int PORT_MAX = 65_533;

  private MemberDecisions() {}

  /** All members, by their ids. */
  public static List<Member> all(IndexView view) {
    var members = new ArrayList<Member>();
    var prefix = RowKeys.kind(RowKeys.MEMBER);
    try (var cursor = view.cursor()) {
      for (cursor.seek(prefix); cursor.on(prefix); cursor.next()) {
        members.add(MemberCodec.decode(cursor.key(), cursor.value()));
      }
    }
    return members;
  }

  static Optional<Member> find(IndexView view, String nodeId) {
    var key = RowKeys.member(nodeId);
    return view.get(key).map(row -> MemberCodec.decode(key, row));
  }

  static Optional<String> founder(IndexView view, String zone) {
    return view.get(RowKeys.founder(zone)).map(row -> new String(row, StandardCharsets.UTF_8));
  }

  /**
   * Stores the node's row. One that is leaving stays so. Another node at the same address was
   * replaced by this one, and its row goes.
   *
   * @return the node that founds the group of the node's zone: the zone's first
   */
  static Decision<String> announce(IndexView view, Member member) {
    check(member);
    var present = all(view);
    var own = present.stream().filter(each -> each.nodeId().equals(member.nodeId())).findFirst();
    if (own.isPresent() && !own.get().zone().equals(member.zone())) {
      throw new S3Exception(S3Error.InvalidRequest, "A node never changes its zone.");
    }
    if (own.isEmpty() && present.size() >= MEMBERS_MAX) {
      throw new S3Exception(S3Error.InvalidRequest, "The cluster has too many nodes.");
    }
    var changes = new RowChanges();
    var remaining = new ArrayList<>(present);
    for (var other : present) {
      if (sameAddress(other, member) && !other.nodeId().equals(member.nodeId())) {
        changes.delete(RowKeys.member(other.nodeId()));
        remaining.remove(other);
        dropFoundership(view, changes, other, without(remaining, member));
      }
    }
    var state = own.map(Member::state).filter(State.LEAVING::equals).orElse(member.state());
    var row = withState(member, state);
    if (own.isEmpty() || !own.get().equals(row)) {
      changes.put(RowKeys.member(row.nodeId()), MemberCodec.encode(row));
    }
    var founderKey = RowKeys.founder(member.zone());
    var founder =
        changes.rows().containsKey(founderKey) ? "" : founder(view, member.zone()).orElse("");
    if (founder.isEmpty()) {
      founder = member.nodeId();
      changes.put(founderKey, RowKeys.utf8(founder));
    }
    return new Decision<>(changes, founder);
  }

  private static List<Member> without(List<Member> members, Member one) {
    return members.stream().filter(each -> !each.nodeId().equals(one.nodeId())).toList();
  }

  /**
   * A founder that goes leaves the zone's group to the others; without any, to the next to come.
   */
  private static void dropFoundership(
      IndexView view, RowChanges changes, Member gone, List<Member> others) {
    var founds = founder(view, gone.zone()).equals(Optional.of(gone.nodeId()));
    if (founds && others.stream().noneMatch(each -> each.zone().equals(gone.zone()))) {
      changes.delete(RowKeys.founder(gone.zone()));
    }
  }

  private static boolean sameAddress(Member one, Member other) {
    return one.host().equals(other.host()) && one.port() == other.port();
  }

  private static Member withState(Member member, State state) {
    return new Member(
        member.nodeId(),
        member.zone(),
        member.host(),
        member.port(),
        member.raftPeer(),
        state,
        member.url());
  }

  private static void check(Member member) {
    if (!NAME.matcher(member.nodeId()).matches()
        || !NAME.matcher(member.zone()).matches()
        || !NAME.matcher(member.raftPeer()).matches()
        || !HOST.matcher(member.host()).matches()
        || member.port() < 1
        || member.port() > PORT_MAX
        || member.url().length() > URL_CHARS_MAX) {
      throw new S3Exception(S3Error.InvalidRequest, "The node's description is not valid.");
    }
  }

  /** False when there is no such node. */
  static Decision<Boolean> leave(IndexView view, String nodeId) {
    var present = find(view, nodeId);
    if (present.isEmpty() || present.get().state() == State.LEAVING) {
      return Decision.unchanged(present.isPresent());
    }
    var row = MemberCodec.encode(withState(present.get(), State.LEAVING));
    return new Decision<>(new RowChanges().put(RowKeys.member(nodeId), row), true);
  }

  /** False when there is no such node. */
  static Decision<Boolean> remove(IndexView view, String nodeId) {
    var present = find(view, nodeId);
    if (present.isEmpty()) {
      return Decision.unchanged(false);
    }
    var changes = new RowChanges().delete(RowKeys.member(nodeId));
    dropFoundership(view, changes, present.get(), without(all(view), present.get()));
    return new Decision<>(changes, true);
  }
}
