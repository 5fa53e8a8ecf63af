package coffer.node.placement;

import coffer.node.peer.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * Where the copies of a run belong, by rendezvous hashing (Thaler and Ravishankar, "Using
 * Name-Based Mappings to Increase Hit Rates", 1998): every node has a weight for every run, and the
 * run belongs to the nodes of the highest weights. A node that comes or goes changes the place of
 * those runs only that it has the weight for.
 *
 * <p>Nodes are taken one by one, each from the zones that have given the fewest so far: with three
 * zones one from each, in one zone its first three. Nodes that are leaving get nothing, unless no
 * others are there.
 *
 * <p>Weight: {@code mix(fnv(run id) + mix(fnv(node id)))}, unsigned; {@code fnv} is FNV-1a of 64
 * bits over the hex digits and {@code mix} the finisher of SplitMix64. Must never change.
 */
public final class Placement {
  /** How many nodes keep a run, where there are as many. */
  public static final int COPIES = 3;

  private static final int ACKS = 2;
  private static final int SAFE_ZONES = 3;

  private Placement() {}

  /**
   * Where a new run goes.
   *
   * @param targets the nodes that should keep it, at most {@link #COPIES}; empty when the scope has
   *     no node
   * @param spares who may stand in for one of them, the best first
   * @param acks how many durable copies make the run durable
   * @param ackZones in how many different zones these must be
   */
  public record Plan(List<Member> targets, List<Member> spares, int acks, int ackZones) {
    public Plan {
      targets = List.copyOf(targets);
      spares = List.copyOf(spares);
    }
  }

  /**
   * The plan for a run.
   *
   * @param members all nodes of the cluster
   */
  public static Plan plan(Scope scope, String runId, List<Member> members) {
    var ranked = ranked(runId, placeable(scope, members));
    int copies = Math.min(COPIES, ranked.size());
    var targets = ranked.subList(0, copies);
    long zones = targets.stream().map(Member::zone).distinct().count();
    return new Plan(
        targets,
        ranked.subList(copies, ranked.size()),
        Math.min(ACKS, copies),
        zones >= SAFE_ZONES ? ACKS : 1);
  }

  /** The nodes that should keep the run. */
  public static List<Member> targets(Scope scope, String runId, List<Member> members) {
    var ranked = ranked(runId, placeable(scope, members));
    return ranked.subList(0, Math.min(COPIES, ranked.size()));
  }

  /**
   * In which order a reader asks: itself, the targets in its zone, the other targets, then whoever
   * else may have a copy from before the last change of the members, its own zone first.
   */
  public static List<Member> readOrder(
      Scope scope, String runId, List<Member> members, Member self) {
    var targets = targets(scope, runId, members);
    var order = new ArrayList<>(ranked(runId, scope.among(members)));
    order.sort(
        Comparator.comparing((Member member) -> !same(member, self))
            .thenComparing(member -> targets.stream().noneMatch(target -> same(target, member)))
            .thenComparing(member -> !member.zone().equals(self.zone())));
    return order;
  }

  /**
   * Who stands in for a node: one of its zone, else of a zone that has no copy, else the best.
   *
   * @param spares at least one
   * @param others the nodes that have the run beside it
   */
  public static Member standIn(List<Member> spares, Member gone, List<Member> others) {
    return spares.stream()
        .min(
            Comparator.comparing((Member spare) -> !spare.zone().equals(gone.zone()))
                .thenComparing(
                    spare -> others.stream().anyMatch(one -> one.zone().equals(spare.zone()))))
        .orElseThrow();
  }

  /** Whether both are the same node, whatever has changed about it. */
  public static boolean same(Member one, Member other) {
    return one.nodeId().equals(other.nodeId());
  }

  private static List<Member> placeable(Scope scope, List<Member> members) {
    var all = scope.among(members);
    var active = all.stream().filter(member -> member.state() == Member.State.ACTIVE).toList();
    return active.isEmpty() ? all : active;
  }

  /** All of them, the ones taken first first. */
  private static List<Member> ranked(String runId, List<Member> members) {
    record Weighed(Member member, long weight) {}
    long run = fnv(runId);
    var byWeight = new ArrayList<Weighed>(members.size());
    for (var member : members) {
      byWeight.add(new Weighed(member, mix(run + mix(fnv(member.nodeId())))));
    }
    byWeight.sort(
        (one, other) -> {
          int order = Long.compareUnsigned(other.weight, one.weight);
          return order != 0 ? order : one.member.nodeId().compareTo(other.member.nodeId());
        });
    // A node's turn comes when its zone has given as many as it has better nodes.
    record Turn(Member member, int round) {}
    var given = new HashMap<String, Integer>();
    var turns = new ArrayList<Turn>(members.size());
    for (var weighed : byWeight) {
      turns.add(new Turn(weighed.member, given.merge(weighed.member.zone(), 1, Integer::sum)));
    }
    turns.sort(Comparator.comparingInt(Turn::round));
    return turns.stream().map(Turn::member).toList();
  }

  private static long fnv(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int index = 0; index < text.length(); index++) {
      hash = (hash ^ text.charAt(index)) * 0x100000001b3L;
    }
    return hash;
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
