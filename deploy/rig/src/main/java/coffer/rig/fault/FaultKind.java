package coffer.rig.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Kinds of faults; their names on the command line are in lower case, with hyphens. */
public enum FaultKind {
  /** SIGKILL of a node, which is started again afterwards. */
  KILL(Reach.NODE, After.RESTARTS),
  /** The same, of the node that leads a group when the fault begins. */
  KILL_LEADER(Reach.ANY_NODE, After.RESTARTS),
  /** SIGKILL of each node of a zone. */
  KILL_ZONE(Reach.ZONE, After.RESTARTS),
  /** SIGSTOP, and SIGCONT afterwards. */
  PAUSE(Reach.NODE, After.RESUMES),
  /** The same, of the node that leads a group when the fault begins. */
  PAUSE_LEADER(Reach.ANY_NODE, After.RESUMES),
  /** SIGTERM, and a start. */
  RESTART(Reach.NODE, After.RESTARTS),
  /** The same, node after node, each when all is well again. */
  ROLLING_RESTART(Reach.ANY_NODE, After.HEALS),
  /** A killed node loses its data and joins anew. */
  WIPE(Reach.NODE, After.HEALS),
  /** A node reaches no other node, nor they it. */
  ISOLATE(Reach.NODE, After.RESUMES),
  /** The same, of the node that leads a group then; clients still reach it. */
  ISOLATE_LEADER(Reach.ANY_NODE, After.RESUMES),
  /** A zone and the rest do not reach each other. */
  ISOLATE_ZONE(Reach.ZONE, After.RESUMES),
  /** The same, and all of the zone's nodes are killed and started while it is so. */
  RESTART_CUT_ZONE(Reach.ZONE, After.HEALS),
  /** Two nodes do not reach each other; all others reach both. */
  CUT_PAIR(Reach.PAIR, After.RESUMES),
  /** What the first of two nodes sends does not arrive at the second. */
  CUT_ONE_WAY(Reach.PAIR, After.RESUMES),
  /** Packets of a node are lost at random. */
  LOSS(Reach.NODE, After.RESUMES),
  /** What a node sends comes late. */
  LATENCY(Reach.NODE, After.RESUMES),
  /** What a node sends is held to a rate. */
  SLOW_LINK(Reach.NODE, After.RESUMES),
  /** Clients do not reach a node, which others reach. */
  CUT_CLIENTS(Reach.NODE, After.RESUMES),
  /** A node's disk fills up. */
  DISK_FULL(Reach.NODE, After.RESTARTS),
  /** A node's disk forgets what was not forced, and its process dies. */
  POWER_LOSS(Reach.NODE, After.RESTARTS),
  /** Bits of a stored file flip, on one node. */
  DAMAGE(Reach.NODE, After.HEALS),
  /** A node's clock jumps, and later back. */
  CLOCK_JUMP(Reach.NODE, After.RESUMES),
  /** A KMS key is disabled, and enabled afterwards. */
  KMS_DISABLE(Reach.NOBODY, After.RESUMES),
  /**
   * SIGKILL of every node at once. More than is survived without a pause, so only when asked for.
   */
  KILL_ALL(Reach.ALL, After.HEALS),
  /** Every disk forgets what was not forced, at once; only when asked for. */
  POWER_LOSS_ALL(Reach.ALL, After.HEALS);

  /** Whom a fault takes away. */
  public enum Reach {
    NOBODY,
    NODE,
    /** One node at a time, known only when it happens. */
    ANY_NODE,
    /** Two nodes, of which all is well without the first. */
    PAIR,
    ZONE,
    ALL
  }

  /** What has to happen until the targets count as there again. */
  public enum After {
    RESUMES,
    RESTARTS,
    /** Nothing else may happen until all copies are there again. */
    HEALS
  }

  private final Reach reach;
  private final After after;

  FaultKind(Reach reach, After after) {
    this.reach = reach;
    this.after = after;
  }

  public Reach reach() {
    return reach;
  }

  public After after() {
    return after;
  }

  /** {@code kill-leader}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param words {@code all}, {@code none}, or words of kinds
   * @throws IllegalArgumentException for others
   */
  public static List<FaultKind> of(List<String> words) {
    if (words.equals(List.of("all"))) {
      return Arrays.stream(values()).filter(kind -> kind.reach != Reach.ALL).toList();
    }
    if (words.equals(List.of("none"))) {
      return List.of();
    }
    return words.stream().map(FaultKind::of).distinct().toList();
  }

  private static FaultKind of(String word) {
    Optional<FaultKind> found =
        Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "no kind of fault: "
                    + word
                    + "; there are "
                    + String.join(" ", Arrays.stream(values()).map(FaultKind::word).toList())));
  }
}
