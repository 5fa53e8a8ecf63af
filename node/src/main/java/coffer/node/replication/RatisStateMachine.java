package coffer.node.replication;

import coffer.node.replication.ReplicatedLog.Leadership;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a group's committed entries to its {@link LogApplier}. An entry carries the term in which
 * it was decided ({@link RatisEntry}); one from another term is skipped, on every replica alike.
 *
 * <p>A replica that lacks entries which its leader no longer has is told so by the leader, fetches
 * a snapshot ({@link SnapshotInstall}), and reports its position.
 */
final class RatisStateMachine extends BaseStateMachine {
  static final Message APPLIED = Message.valueOf(ByteString.copyFrom(new byte[] {1}));
  static final Message SKIPPED = Message.valueOf(ByteString.copyFrom(new byte[] {0}));

  private static final long SNAPSHOT_PAUSE_NS = 10_000_000_000L;

  private final LogApplier applier;
  private final LogMark mark;
  private final RatisLog log;
  private final SnapshotInstall snapshots;
  private volatile @Nullable RaftServer server;
  private volatile @Nullable RaftGroupId group;

  /** Set for good by the first entry that could not be applied: later ones must not be. */
  private volatile @Nullable RuntimeException failure;

  /** After one that failed; by {@link System#nanoTime}, used by the group's one thread alone. */
  private long snapshotsFrom = System.nanoTime();

  RatisStateMachine(LogApplier applier, LogMark mark, RatisLog log, SnapshotInstall snapshots) {
    this.applier = applier;
    this.mark = mark;
    this.log = log;
    this.snapshots = snapshots;
  }

  @Override
  public void initialize(RaftServer raftServer, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(raftServer, groupId, storage);
    server = raftServer;
    group = groupId;
    startAtDurable();
    getLifeCycle().startAndTransition(() -> {});
  }

  private void startAtDurable() {
    var durable = applier.durable();
    if (durable.index() > 0) {
      setLastAppliedTermIndex(TermIndex.valueOf(durable.term(), durable.index()));
    }
  }

  /** Before the library goes on from an installed snapshot. */
  @Override
  public void pause() {
    getLifeCycle().transitionIfValid(LifeCycle.State.PAUSING);
    getLifeCycle().transitionIfValid(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() {
    startAtDurable();
    failure = null;
    getLifeCycle().transitionIfValid(LifeCycle.State.STARTING);
    getLifeCycle().transitionIfValid(LifeCycle.State.RUNNING);
  }

  /** What need not be replayed; without files, as the library sends none. */
  @Override
  @SuppressWarnings("NullAway") // the library's contract: null for none
  public SnapshotInfo getLatestSnapshot() {
    var durable = applier.durable();
    return durable.index() == 0
        ? null
        : new FileListSnapshotInfo(List.of(), durable.term(), durable.index());
  }

  /**
   * The log is kept while the state cannot be made durable, which is tried anew after a while. If
   * it were thrown, such a failure would end the group's thread, or, as the server stops, have the
   * library ask again and again without end.
   */
  @Override
  public long takeSnapshot() throws IOException {
    if (System.nanoTime() - snapshotsFrom < 0) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    try {
      var durable = snapshots.exclusively(applier::persist).index();
      // A state that was replaced may be ahead of the log here, which is cut off at what it has.
      return Math.min(durable, getLastAppliedTermIndex().getIndex());
    } catch (RuntimeException e) {
      snapshotsFrom = System.nanoTime() + SNAPSHOT_PAUSE_NS;
      LOG.error("cannot make the state of {} durable; its log grows on", getId(), e);
      failIfFull(e);
      return RaftLog.INVALID_LOG_INDEX;
    }
  }

  /** Nothing but opening the state anew brings back what memory tables could not be written. */
  private void failIfFull(RuntimeException cause) {
    if (NoRoom.in(cause)) {
      log.failed(cause);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // the library's contract: null when no snapshot is needed
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RoleInfoProto role, TermIndex firstInLeadersLog) {
    if (firstInLeadersLog.getIndex() <= applier.applied().index() + 1) {
      return CompletableFuture.completedFuture(null);
    }
    var leader = RaftPeerId.valueOf(role.getFollowerInfo().getLeaderInfo().getId().getId());
    return snapshots
        .from(leader.toString())
        .thenApply(
            at -> {
              mark.acknowledged(at);
              return TermIndex.valueOf(at.term(), at.index());
            });
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    var logged = transaction.getLogEntry();
    var at = new LogPosition(logged.getTerm(), logged.getIndex());
    var failed = failure;
    if (failed != null) {
      return CompletableFuture.failedFuture(failed);
    }
    try {
      var entry = RatisEntry.parse(logged.getStateMachineLogEntry().getLogData());
      var reply = snapshots.exclusively(() -> apply(at, entry));
      applied(at.term(), at.index());
      // Before the answer: what a client has heard of must never be missing unnoticed.
      mark.acknowledged(at);
      log.applied(entry.payload().length);
      return CompletableFuture.completedFuture(reply);
    } catch (IOException | RuntimeException e) {
      var cause = e instanceof RuntimeException known ? known : new IllegalStateException(e);
      failure = cause;
      LOG.error("cannot apply entry {} of {}", at, getId(), e);
      failIfFull(cause);
      return CompletableFuture.failedFuture(cause);
    }
  }

  private Message apply(LogPosition at, RatisEntry entry) {
    if (entry.term() != at.term()) {
      return SKIPPED;
    }
    // A restart replays from the last snapshot, which may be before what is in the state already.
    if (at.index() > applier.applied().index()) {
      applier.apply(at, entry.payload());
    }
    return APPLIED;
  }

  /** Entries that a snapshot has overtaken may still be handed over, until the library knows. */
  private void applied(long term, long index) {
    if (index > getLastAppliedTermIndex().getIndex()) {
      updateLastAppliedTermIndex(term, index);
    }
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    applied(term, index);
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    LOG.debug("{}: configuration {} is in use", getId(), index);
  }

  /** The library never answers what waits for the entry, nor takes another one. */
  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
    LOG.error(
        "{}: the log cannot be written; changes are refused here until it is opened again",
        getId(),
        cause);
    log.failed(cause);
  }

  @Override
  public void notifyLeaderReady() {
    log.changed(new Leadership(true, term()));
    // It may have stepped down at the same moment, and have said so before.
    var raftServer = server;
    var groupId = group;
    if (raftServer != null && groupId != null) {
      try {
        log.check(raftServer.getDivision(groupId).getInfo());
      } catch (IOException closed) {
        log.changed(new Leadership(false, log.leadership().term()));
      }
    }
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    log.changed(new Leadership(false, term()));
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
    if (!member.getPeerId().equals(leader)) {
      log.changed(new Leadership(false, term()));
    }
  }

  private long term() {
    var raftServer = server;
    var groupId = group;
    if (raftServer == null || groupId == null) {
      return 0;
    }
    try {
      return raftServer.getDivision(groupId).getInfo().getCurrentTerm();
    } catch (IOException e) {
      return 0;
    }
  }
}
