package coffer.node.replication;

import coffer.kms.stage.Deadlines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** One group of a {@link RatisServer}: calls the leader in this process, without a client. */
final class RatisLog implements ReplicatedLog {
  private static final byte[] EMPTY = {};

  /** A restart replays at most about this many bytes of entries. */
  private static final long SNAPSHOT_BYTES = 128L << 20;

  private static final long SNAPSHOT_TIMEOUT_MS = 60_000;

  /** A leader that lost its quorum steps down before, unless its process was stopped. */
  private static final long PROPOSAL_MS = 5_000;

  private final RaftGroupId group;
  private final Followers followers;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong bytesSinceSnapshot = new AtomicLong();
  private final List<Consumer<Leadership>> listeners = new ArrayList<>();
  private final ReadBarriers<Boolean> barriers = new ReadBarriers<>(this::confirmLeadership);
  private final LeadershipCheck check;
  private Leadership leadership = new Leadership(false, 0);
  private volatile @Nullable RaftServer attached;
  private volatile @Nullable RatisMembers members;

  /** Completes exceptionally, and for good, when the log can no longer be written. */
  private final CompletableFuture<RaftClientReply> broken = new CompletableFuture<>();

  RatisLog(RaftGroupId group) {
    this(group, new Followers(), voter -> VoterTerms.NOBODY.ask("", voter));
  }

  /**
   * @param terms asks another voter for its term
   */
  RatisLog(RaftGroupId group, Followers followers, Function<String, CompletionStage<Long>> terms) {
    this.group = group;
    this.followers = followers;
    this.check = new LeadershipCheck(terms, System::nanoTime);
  }

  RaftGroupId group() {
    return group;
  }

  /** The server needs its logs' listeners before it is made, so that it comes to them later. */
  void attach(RaftServer server) {
    attached = server;
    members = new RatisMembers(server, group, followers, client, calls::incrementAndGet);
  }

  @Override
  public CompletionStage<LogPosition> propose(long term, byte[] entry) {
    if (entry.length > ENTRY_BYTES_MAX) {
      throw new IllegalArgumentException("an entry of " + entry.length + " bytes is too long");
    }
    if (broken.isDone()) {
      return CompletableFuture.failedFuture(
          new ProposalException("the log can no longer be written", false, null));
    }
    var now = leadership();
    if (!now.leader() || now.term() != term) {
      return CompletableFuture.failedFuture(
          new ProposalException("this replica does not lead in that term", false, null));
    }
    var server = server();
    var served = barriers.takeWaiting();
    var position = submit(server, term, entry);
    if (served != null) {
      position.whenComplete((at, failure) -> ReadBarriers.complete(served, true, failure));
    }
    return position;
  }

  private CompletableFuture<LogPosition> submit(RaftServer server, long term, byte[] entry) {
    var request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(new RatisEntry(term, entry).bytes()))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    CompletableFuture<RaftClientReply> sent;
    try {
      sent = division(server).submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(
          new ProposalException("the log takes no entries now", true, e));
    }
    // The few that are in flight wait for at most as long as the log lives.
    return Deadlines.SHARED
        .limit(CompletableFuture.anyOf(sent, broken), TimeUnit.MILLISECONDS.toNanos(PROPOSAL_MS))
        .handle((reply, thrown) -> answer(term, (RaftClientReply) reply, thrown));
  }

  /**
   * Appends on this thread. The server itself has a thread of its own append, and blocks until it
   * has: two threads to be woken for each entry.
   */
  private RaftClientAsynchronousProtocol division(RaftServer server) throws IOException {
    return server.getDivision(group) instanceof RaftClientAsynchronousProtocol direct
        ? direct
        : server;
  }

  /** Ratis triggers snapshots by entries alone, which differ in size by five orders. */
  void applied(int bytes) {
    var server = server();
    var before = bytesSinceSnapshot.getAndAdd(bytes);
    if (before < SNAPSHOT_BYTES || !bytesSinceSnapshot.compareAndSet(before + bytes, 0)) {
      return;
    }
    var request =
        SnapshotManagementRequest.newCreate(
            client, server.getId(), group, calls.incrementAndGet(), SNAPSHOT_TIMEOUT_MS, 1);
    server
        .snapshotManagementAsync(request)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                RaftServer.LOG.warn("no snapshot was taken; the log grows on", failure);
              }
            });
  }

  private RaftServer server() {
    var server = attached;
    if (server == null) {
      throw new IllegalStateException("the log is not attached to a server");
    }
    return server;
  }

  private static LogPosition answer(
      long term, @Nullable RaftClientReply reply, @Nullable Throwable thrown) {
    if (reply == null) {
      throw new ProposalException("the entry was not acknowledged", true, thrown);
    }
    if (!reply.isSuccess()) {
      throw new ProposalException("the entry was not acknowledged", true, reply.getException());
    }
    if (!reply.getMessage().getContent().equals(RatisStateMachine.APPLIED.getContent())) {
      throw new ProposalException("the entry was decided in an earlier term", false, null);
    }
    return new LogPosition(term, reply.getLogIndex());
  }

  @Override
  public CompletionStage<Void> readBarrier() {
    if (membership().loneVoter()) {
      return CompletableFuture.completedStage(null);
    }
    if (!leadership().leader()) {
      return notLeader();
    }
    return barriers.next().thenAccept(confirmed -> {});
  }

  @Override
  public CompletionStage<Void> readBarrier(VoterTerm asker) {
    var now = leadership();
    boolean majority =
        now.leader()
            && asker.term() == now.term()
            && membership()
                .otherVoters(now.term())
                .filter(others -> others.size() <= 2 && others.contains(asker.voter()))
                .isPresent();
    return majority ? CompletableFuture.completedStage(null) : readBarrier();
  }

  /** An entry wherever voters cannot tell: it costs a flush on each of them. */
  private CompletionStage<Boolean> confirmLeadership() {
    var now = leadership();
    var voters = membership().otherVoters(now.term());
    if (!now.leader() || voters.isEmpty() || check.doubtful()) {
      return entryIn(now.term());
    }
    return check
        .confirmed(now.term(), voters.get())
        .thenCompose(
            confirmed -> confirmed ? CompletableFuture.completedStage(true) : entryIn(now.term()));
  }

  private CompletionStage<Boolean> entryIn(long term) {
    return propose(term, EMPTY).thenApply(at -> true);
  }

  @Override
  public CompletionStage<Void> spread() {
    if (membership().loneVoter()) {
      return CompletableFuture.completedStage(null);
    }
    return propose(leadership().term(), EMPTY).thenApply(at -> null);
  }

  @Override
  public Optional<VoterTerm> voterTerm() {
    return membership().voterTerm();
  }

  @Override
  public synchronized Leadership leadership() {
    return leadership;
  }

  @Override
  public synchronized void onLeadership(Consumer<Leadership> listener) {
    listeners.add(listener);
    listener.accept(leadership);
  }

  synchronized void changed(Leadership now) {
    if (now.leader() && broken.isDone()) {
      return;
    }
    if (!now.equals(leadership)) {
      leadership = now;
      notifyAll();
      listeners.forEach(listener -> listener.accept(now));
    }
  }

  @Override
  public boolean writable() {
    return !broken.isDone();
  }

  @Override
  public boolean stoppedByFullDisk() {
    return broken.isCompletedExceptionally() && NoRoom.in(broken.exceptionNow());
  }

  /** Fails what is in flight, and all that comes. */
  void failed(Throwable cause) {
    broken.completeExceptionally(cause);
    changed(new Leadership(false, leadership().term()));
  }

  /** Fails what is in flight when the server stops, and all that comes. */
  void stopped() {
    broken.completeExceptionally(new IllegalStateException("the log is closed"));
    changed(new Leadership(false, leadership().term()));
  }

  /** Waits for this replica to lead; false when it did not within {@code millis}. */
  synchronized boolean awaitLeader(long millis) throws InterruptedException {
    var deadline = System.nanoTime() + millis * 1_000_000;
    while (!leadership.leader()) {
      var left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Corrects what the library's events may have told in the wrong order. */
  synchronized void check(DivisionInfo info) {
    var leads = info.isLeader() && info.isAlive() && info.getCurrentTerm() == leadership.term();
    if (leadership.leader() && !leads) {
      changed(new Leadership(false, info.getCurrentTerm()));
    }
  }

  private RatisMembers membership() {
    var present = members;
    if (present == null) {
      throw new IllegalStateException("the log is not attached to a server");
    }
    return present;
  }

  boolean loneVoter() {
    return membership().loneVoter();
  }

  @Override
  public Optional<String> leader() {
    return membership().leader();
  }

  @Override
  public LogMembers members() {
    return membership().members();
  }

  @Override
  public CompletionStage<Void> changeMembers(LogMembers wanted) {
    return leadership().leader() ? membership().change(wanted) : notLeader();
  }

  @Override
  public CompletionStage<Void> transferLeadership(String peer) {
    return leadership().leader() ? membership().transfer(peer) : notLeader();
  }

  private static <T> CompletionStage<T> notLeader() {
    return CompletableFuture.failedFuture(
        new ProposalException("this replica does not lead", false, null));
  }

  @Override
  public Map<String, Duration> silences() {
    return leadership().leader() ? membership().silences() : Map.of();
  }
}
