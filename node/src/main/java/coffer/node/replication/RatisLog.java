package coffer.node.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** One group of a {@link RatisServer}: calls the leader in this process, without a client. */
final class RatisLog implements ReplicatedLog {
  private static final byte[] EMPTY = {};

  /** A restart replays at most about this many bytes of entries. */
  private static final long SNAPSHOT_BYTES = 128L << 20;

  private static final long SNAPSHOT_TIMEOUT_MS = 60_000;

  private final RaftGroupId group;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong bytesSinceSnapshot = new AtomicLong();
  private final List<Consumer<Leadership>> listeners = new ArrayList<>();
  private Leadership leadership = new Leadership(false, 0);
  private volatile @Nullable RaftServer attached;

  /** Completes exceptionally, and for good, when the log can no longer be written. */
  private final CompletableFuture<RaftClientReply> broken = new CompletableFuture<>();

  RatisLog(RaftGroupId group) {
    this.group = group;
  }

  /** The server needs its logs' listeners before it is made, so that it comes to them later. */
  void attach(RaftServer server) {
    attached = server;
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
    var server = server();
    var request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(new RatisEntry(term, entry).bytes()))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    snapshotIfLong(server, entry.length);
    CompletableFuture<RaftClientReply> sent;
    try {
      sent = server.submitClientRequestAsync(request);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new ProposalException("the log takes no entries now", true, e));
    }
    // Each proposal waits for at most as long as the log lives; one at a time is in flight.
    return CompletableFuture.anyOf(sent, broken)
        .handle((reply, thrown) -> answer(term, (RaftClientReply) reply, thrown));
  }

  /** Ratis triggers snapshots by entries alone, which differ in size by five orders. */
  private void snapshotIfLong(RaftServer server, int bytes) {
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
    try {
      // Nobody else could have acknowledged anything.
      if (server().getDivision(group).getGroup().getPeers().size() == 1) {
        return CompletableFuture.completedStage(null);
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(new ProposalException("the log is not open", false, e));
    }
    return propose(leadership().term(), EMPTY).thenAccept(position -> {});
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

  /** Fails what is in flight, and all that comes. */
  void failed(Throwable cause) {
    broken.completeExceptionally(cause);
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

  @Override
  public java.util.Optional<String> leader() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LogMembers members() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> changeMembers(LogMembers members) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> transferLeadership(String peer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public java.util.Map<String, java.time.Duration> silences() {
    throw new UnsupportedOperationException();
  }
}
