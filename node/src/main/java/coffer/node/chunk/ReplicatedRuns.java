package coffer.node.chunk;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.placement.Placement;
import coffer.node.placement.Placement.Plan;
import coffer.node.placement.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run store of a cluster: each run on several of its nodes, by {@link Placement}. While this
 * node is the only one its disk is used as by {@link LoneRuns}.
 */
public final class ReplicatedRuns implements RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedRuns.class);

  private final LocalRuns local;
  private final LoneRuns lone;
  private final ChunkCalls calls;
  private final Members members;
  private final Suspects suspects;

  /**
   * @param suspects hears of damaged copies on this node's own disk
   */
  public ReplicatedRuns(LocalRuns local, ChunkCalls calls, Members members, Suspects suspects) {
    this.local = local;
    this.lone = new LoneRuns(local);
    this.calls = calls;
    this.members = members;
    this.suspects = suspects;
  }

  @Override
  public RunWriter begin(Scope scope, OptionalLong storedBytes) {
    var all = members.all();
    if (all.size() == 1 && isSelf(all.getFirst())) {
      return lone.begin(scope, storedBytes);
    }
    var runId = local.newRunId(storedBytes);
    var plan = Placement.plan(scope, runId, all);
    if (plan.targets().isEmpty()) {
      LOG.error("no node is known that could keep a run of {}", scope.id());
      throw new S3Exception(S3Error.ServiceUnavailable);
    }
    var spares = new ArrayList<>(plan.spares().stream().filter(this::usable).toList());
    var targets = available(plan, spares);
    var chunks =
        storedBytes.isPresent()
            ? OptionalInt.of(ChunkLayout.chunksFor(storedBytes.getAsLong()))
            : OptionalInt.empty();
    return new ReplicatedRun(
        runId, chunks, plan, targets, spares, member -> copy(member, runId, storedBytes));
  }

  /**
   * The plan's targets, with stand-ins for those that seem to be away; without these when the
   * others are enough, and with them when not: they may be back.
   */
  private List<Member> available(Plan plan, List<Member> spares) {
    var targets = new ArrayList<>(plan.targets().stream().filter(this::usable).toList());
    for (var target : plan.targets()) {
      if (usable(target)) {
        continue;
      }
      if (!spares.isEmpty()) {
        var standIn = Placement.standIn(spares, target, targets);
        spares.remove(standIn);
        targets.add(standIn);
      } else if (targets.size() < plan.acks()
          || targets.stream().map(Member::zone).distinct().count() < plan.ackZones()) {
        targets.add(target);
      }
    }
    return targets;
  }

  private CopyWriter copy(Member member, String runId, OptionalLong storedBytes) {
    return isSelf(member)
        ? new CopyWriter.Local(local.begin(runId, storedBytes))
        : new CopyWriter.Remote(calls, member, runId, storedBytes);
  }

  private boolean isSelf(Member member) {
    return Placement.same(member, members.self());
  }

  private boolean usable(Member member) {
    return isSelf(member) || calls.usable(member);
  }

  @Override
  public void requireRoom(long bytes) {
    lone.requireRoom(bytes);
  }

  @Override
  public RunReader open(Scope scope, String runId) {
    var all = members.all();
    if (all.size() == 1 && isSelf(all.getFirst())) {
      return lone.open(scope, runId);
    }
    var self = members.self();
    var order = new ArrayList<>(Placement.readOrder(scope, runId, all, self));
    if (order.isEmpty()) {
      throw new S3Exception(S3Error.ServiceUnavailable);
    }
    order.sort(Comparator.comparing(member -> !usable(member)));
    var targets = Placement.targets(scope, runId, all);
    return new ReplicatedReader(runId, order, targets, self, local, calls, suspects);
  }

  /** Nodes that are away delete the runs when they find them unknown to the index. */
  @Override
  public CompletionStage<Void> delete(Scope scope, List<String> runIds) {
    var self = members.self();
    CompletionStage<Void> all = StorageFailures.told(local.delete(runIds));
    for (var member : scope.among(members.all())) {
      if (!Placement.same(member, self) && calls.usable(member)) {
        var there =
            calls
                .delete(member, runIds)
                .exceptionallyCompose(
                    failed -> {
                      LOG.debug("node {} did not delete: {}", member.nodeId(), failed.toString());
                      return CompletableFuture.completedFuture(null);
                    });
        all = all.thenCombine(there, (here, done) -> here);
      }
    }
    return all;
  }
}
