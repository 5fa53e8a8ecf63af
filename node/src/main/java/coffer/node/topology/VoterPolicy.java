package coffer.node.topology;

import coffer.node.peer.Member;
import coffer.node.replication.LogMembers;
import coffer.node.replication.LogPeer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses the replicas of a group. Pure.
 *
 * <ul>
 *   <li>A zone's group has its voters in the zone.
 *   <li>The region's has one voter in each of three zones; with fewer zones it spreads them.
 *   <li>All other members of the zone, or of the cluster, listen.
 * </ul>
 *
 * Voters stay what they are while they can: only one that leaves or has been silent for long is
 * replaced, and only by one that is heard of. With two nodes both vote, so that what is
 * acknowledged is on both; neither can then do without the other.
 */
public final class VoterPolicy {
  static final int VOTERS_MAX = 3;

  private VoterPolicy() {}

  /**
   * @param members of the zone
   * @param present the voters' ids now
   * @param silent ids of peers that should not be relied upon
   */
  public static LogMembers ofZone(List<Member> members, List<String> present, Set<String> silent) {
    var chosen = new ArrayList<Member>();
    for (var candidate : inOrder(members, present, silent)) {
      if (chosen.size() < VOTERS_MAX) {
        chosen.add(candidate);
      }
    }
    return split(members, chosen);
  }

  /**
   * @param members of all zones
   * @param present the voters' ids now
   * @param silent ids of peers that should not be relied upon
   */
  public static LogMembers ofRegion(
      List<Member> members, List<String> present, Set<String> silent) {
    var byZone = new LinkedHashMap<String, List<Member>>();
    for (var candidate : inOrder(members, present, silent)) {
      byZone.computeIfAbsent(candidate.zone(), zone -> new ArrayList<>()).add(candidate);
    }
    var chosen = new ArrayList<Member>();
    // The first of each zone, then the second of each.
    for (int round = 0; chosen.size() < VOTERS_MAX && round < members.size(); round++) {
      for (var ofZone : byZone.values()) {
        if (round < ofZone.size() && chosen.size() < VOTERS_MAX) {
          chosen.add(ofZone.get(round));
        }
      }
    }
    return split(members, chosen);
  }

  /** Those that may vote: present voters that are heard of first, silent newcomers last. */
  private static List<Member> inOrder(
      List<Member> members, List<String> present, Set<String> silent) {
    Comparator<Member> byRank = Comparator.comparingInt(member -> rank(member, present, silent));
    return members.stream()
        .filter(member -> member.state() == Member.State.ACTIVE || onlyLeaving(members))
        .sorted(byRank.thenComparing(Member::nodeId))
        .toList();
  }

  private static boolean onlyLeaving(List<Member> members) {
    return members.stream().allMatch(member -> member.state() == Member.State.LEAVING);
  }

  private static int rank(Member member, List<String> present, Set<String> silent) {
    boolean votes = present.contains(member.raftPeer());
    if (silent.contains(member.raftPeer())) {
      return votes ? 2 : 3;
    }
    return votes ? 0 : 1;
  }

  private static LogMembers split(List<Member> members, List<Member> voters) {
    return new LogMembers(
        peers(voters), peers(members.stream().filter(member -> !voters.contains(member)).toList()));
  }

  private static List<LogPeer> peers(List<Member> members) {
    return members.stream()
        .sorted(Comparator.comparing(Member::nodeId))
        .map(member -> new LogPeer(member.raftPeer(), member.host(), member.raftPort()))
        .toList();
  }

  /**
   * The change to make now, if any.
   *
   * @param self the id of the peer that leads, which must know itself as a member
   */
  public static Optional<LogMembers> change(LogMembers now, LogMembers wished, String self) {
    boolean known =
        wished.voters().stream().anyMatch(peer -> peer.id().equals(self))
            || wished.listeners().stream().anyMatch(peer -> peer.id().equals(self));
    if (!known || wished.voters().isEmpty() || same(now, wished)) {
      return Optional.empty();
    }
    return Optional.of(wished);
  }

  private static boolean same(LogMembers one, LogMembers other) {
    return byId(one.voters()).equals(byId(other.voters()))
        && byId(one.listeners()).equals(byId(other.listeners()));
  }

  private static Map<String, LogPeer> byId(List<LogPeer> peers) {
    var byId = new TreeMap<String, LogPeer>();
    peers.forEach(peer -> byId.put(peer.id(), peer));
    return byId;
  }
}
