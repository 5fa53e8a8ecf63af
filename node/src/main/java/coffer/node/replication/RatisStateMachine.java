package coffer.node.replication;

import coffer.node.replication.ReplicatedLog.Leadership;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a group's committed entries to its {@link LogApplier}. An entry carries the term in which
 * it was decided ({@link RatisEntry}); one from another term is skipped, on every replica alike.
 */
final class RatisStateMachine extends BaseStateMachine {
  static final Message APPLIED = Message.valueOf(ByteString.copyFrom(new byte[] {1}));
  static final Message SKIPPED = Message.valueOf(ByteString.copyFrom(new byte[] {0}));

  private final LogApplier applier;
  private final LogMark mark;
  private final Consumer<Leadership> leaderships;
  private final Consumer<Throwable> failures;
  private volatile @Nullable RaftServer server;
  private volatile @Nullable RaftGroupId group;

  /** Set for good by the first entry that could not be applied: later ones must not be. */
  private volatile @Nullable RuntimeException failure;

  RatisStateMachine(
      LogApplier applier,
      LogMark mark,
      Consumer<Leadership> leaderships,
      Consumer<Throwable> failures) {
    this.applier = applier;
    this.mark = mark;
    this.leaderships = leaderships;
    this.failures = failures;
  }

  @Override
  public void initialize(RaftServer raftServer, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    super.initialize(raftServer, groupId, storage);
    server = raftServer;
    group = groupId;
    var durable = applier.durable();
    if (durable.index() > 0) {
      setLastAppliedTermIndex(TermIndex.valueOf(durable.term(), durable.index()));
    }
  }

  /** What need not be replayed. Files for followers come when there are followers. */
  @Override
  @SuppressWarnings("NullAway") // the library's contract: null for none
  public SnapshotInfo getLatestSnapshot() {
    var durable = applier.durable();
    return durable.index() == 0
        ? null
        : new FileListSnapshotInfo(List.of(), durable.term(), durable.index());
  }

  @Override
  public long takeSnapshot() {
    return applier.persist().index();
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
      var reply = apply(at, RatisEntry.parse(logged.getStateMachineLogEntry().getLogData()));
      updateLastAppliedTermIndex(at.term(), at.index());
      // Before the answer: what a client has heard of must never be missing unnoticed.
      mark.acknowledged(at);
      return CompletableFuture.completedFuture(reply);
    } catch (RuntimeException e) {
      failure = e;
      LOG.error("cannot apply entry {} of {}", at, getId(), e);
      return CompletableFuture.failedFuture(e);
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

  /** The library never answers what waits for the entry, nor takes another one. */
  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
    LOG.error("{}: the log cannot be written; changes are refused until a restart", getId(), cause);
    failures.accept(cause);
  }

  @Override
  public void notifyLeaderReady() {
    leaderships.accept(new Leadership(true, term()));
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    leaderships.accept(new Leadership(false, term()));
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
    if (!member.getPeerId().equals(leader)) {
      leaderships.accept(new Leadership(false, term()));
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
