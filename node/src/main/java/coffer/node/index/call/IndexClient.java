package coffer.node.index.call;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.stage.Deadlines;
import coffer.kms.stage.StageFailure;
import coffer.node.index.call.IndexCodec.MalformedCallException;
import coffer.node.peer.Member;
import coffer.node.peer.PeerCalls;
import coffer.node.peer.PeerException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries calls out from any node of a cluster: in process where this node leads, else by {@code
 * /index/<group>} at the node that does, or, for reads, from the rows here ({@link FollowerReads}).
 * Whatever does not answer is asked again, with short pauses and elsewhere, until the deadline: a
 * write keeps its {@link CallId}, so that it is made once.
 */
public final class IndexClient implements IndexCalls {
  /** What the path of a call begins with; the group's name follows. */
  public static final String PATH = "/index/";

  static final int CALLS_MAX = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(IndexClient.class);
  private static final Duration ATTEMPT = Duration.ofMillis(1500);

  /** For calls that may be long, and those made here, which only a slow disk delays. */
  private static final Duration LONG_ATTEMPT = Duration.ofSeconds(4);

  /** Shared by reads that came one after the other: each may wait for two, then ask by itself. */
  private static final Duration POSITION_DEADLINE = DEADLINE.dividedBy(4);

  private static final int SMALL_BYTES = 64 << 10;
  private static final int PAUSE_MILLIS_MIN = 50;
  private static final int PAUSE_MILLIS_MAX = 200;

  /** How many nodes are asked without a pause. */
  private static final int ROUND_ATTEMPTS = 3;

  private static final Set<Integer> LATER_STATUS = Set.of(404, 408, 421, 429);

  /** Runs something after a pause. */
  @FunctionalInterface
  public interface Pauses {
    /** As long as they are said to be. */
    Pauses REAL =
        (pause, task) ->
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(task);

    void after(Duration pause, Runnable task);
  }

  /**
   * What the client stands on.
   *
   * @param replicas of the groups that this node has one of
   * @param byRaftPeer the node of a replica
   * @param candidates the nodes that may know a group's leader, this one not among them
   * @param nanoTime a clock that only goes forward
   */
  public record Parts(
      Map<String, ? extends GroupReplica> replicas,
      PeerCalls calls,
      Function<String, Optional<Member>> byRaftPeer,
      Function<String, List<Member>> candidates,
      Pauses pauses,
      LongSupplier nanoTime) {}

  private final Parts parts;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Member> leaders = new ConcurrentHashMap<>();
  private final Map<String, FollowerReads> following = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  /** Asks nobody before the first call. */
  public IndexClient(Parts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<IndexReply> call(String group, IndexCall call, Duration deadline) {
    if (waiting.incrementAndGet() > CALLS_MAX) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(new S3Exception(S3Error.SlowDown));
    }
    var until = parts.nanoTime().getAsLong() + deadline.toNanos();
    var answer =
        switch (call) {
          case IndexCall.Write write -> atLeader(group, write, until);
          case IndexCall.Barrier barrier -> atLeader(group, barrier, until);
          case IndexCall.Read read when deadline.compareTo(DEADLINE) < 0 ->
              // What this one shares with others may take as long as those may wait.
              atLeader(group, read, until);
          case IndexCall.Read read -> hereOrAtLeader(group, read, until);
        };
    return answer.whenComplete((reply, failure) -> waiting.decrementAndGet());
  }

  private CompletionStage<IndexReply> hereOrAtLeader(
      String group, IndexCall.Read call, long until) {
    var here = parts.replicas().get(group);
    if (here == null || here.leads() || !here.follows()) {
      return atLeader(group, call, until);
    }
    return following
        .computeIfAbsent(group, name -> followerReads(name, here))
        .read(here, call)
        .thenCompose(
            reply ->
                reply.isPresent()
                    ? CompletableFuture.completedStage(reply.get())
                    : atLeader(group, call, until));
  }

  private FollowerReads followerReads(String group, GroupReplica here) {
    return new FollowerReads(
        () ->
            atLeader(
                    group,
                    new IndexCall.Barrier(here.voterTerm()),
                    parts.nanoTime().getAsLong() + POSITION_DEADLINE.toNanos())
                .thenApply(reply -> ((IndexReply.Applied) reply).index()),
        parts.nanoTime());
  }

  private CompletionStage<IndexReply> atLeader(String group, IndexCall call, long until) {
    var id =
        switch (call) {
          case IndexCall.Write write -> Optional.of(CallId.random(random));
          case IndexCall.Read read -> Optional.<CallId>empty();
        };
    var pending = new Pending(group, call, id, until);
    pending.attempt();
    return pending.answer;
  }

  /** Calls that wait are refused at their next attempt, and new ones at once. */
  public void close() {
    closed = true;
  }

  /** One call through all its attempts, of which one is under way at a time. */
  private final class Pending {
    private final String group;
    private final IndexCall call;
    private final Optional<CallId> id;
    private final long deadline;
    private final CompletableFuture<IndexReply> answer = new CompletableFuture<>();
    private final Set<String> asked = new HashSet<>();
    private byte @Nullable [] encoded;
    private int pauses;

    Pending(String group, IndexCall call, Optional<CallId> id, long deadline) {
      this.group = group;
      this.call = call;
      this.id = id;
      this.deadline = deadline;
    }

    private void attempt() {
      try {
        var left = deadline - parts.nanoTime().getAsLong();
        if (closed || left <= 0) {
          answer.completeExceptionally(new S3Exception(S3Error.ServiceUnavailable));
          return;
        }
        var here = parts.replicas().get(group);
        if (here != null && here.leads()) {
          here(here, left);
          return;
        }
        var to = target(Optional.ofNullable(here));
        if (to.isEmpty()) {
          pause();
        } else {
          there(to.get(), left);
        }
      } catch (RuntimeException fault) {
        answer.completeExceptionally(fault);
      }
    }

    /** Each node once a round, those first that are likely to lead. */
    private Optional<Member> target(Optional<GroupReplica> here) {
      var known =
          Optional.ofNullable(leaders.get(group))
              .or(() -> here.flatMap(GroupReplica::leader).flatMap(parts.byRaftPeer()))
              .filter(leader -> !asked.contains(address(leader)))
              .filter(parts.calls()::reachable);
      if (known.isPresent()) {
        return known;
      }
      var others = new ArrayList<>(parts.candidates().apply(group));
      Collections.rotate(others, -pauses);
      others.removeIf(member -> asked.contains(address(member)));
      return others.stream()
          .filter(parts.calls()::reachable)
          .findFirst()
          .or(() -> others.stream().findFirst());
    }

    private void here(GroupReplica replica, long left) {
      Deadlines.SHARED
          .limit(
              replica.carryOut(call, id).toCompletableFuture().copy(),
              Math.min(left, LONG_ATTEMPT.toNanos()))
          .whenComplete(
              (reply, failure) -> {
                if (failure == null) {
                  answered(reply);
                } else {
                  failedHere(StageFailure.cause(failure));
                }
              });
    }

    private void failedHere(Throwable why) {
      if (why instanceof NotLeadingException || why instanceof TimeoutException) {
        pause();
      } else {
        answer.completeExceptionally(why);
      }
    }

    private void there(Member to, long left) {
      asked.add(address(to));
      var body = encoded;
      if (body == null) {
        try {
          body = IndexCodec.encode(call, id);
        } catch (MalformedCallException tooLong) {
          throw new S3Exception(S3Error.InvalidRequest, "The change is too large to be made.");
        }
        encoded = body;
      }
      var attempt = body.length > SMALL_BYTES ? LONG_ATTEMPT : ATTEMPT;
      var timeout = Duration.ofNanos(Math.min(left, attempt.toNanos()));
      parts
          .calls()
          .call(to, PATH + group, body, timeout)
          .whenComplete(
              (reply, failure) -> {
                try {
                  if (failure == null) {
                    var decoded = IndexCodec.decodeReply(reply);
                    leaders.put(group, to);
                    answered(decoded);
                  } else {
                    failedThere(to, StageFailure.cause(failure));
                  }
                } catch (RuntimeException fault) {
                  answer.completeExceptionally(fault);
                }
              });
    }

    private void failedThere(Member to, Throwable why) {
      leaders.computeIfPresent(
          group, (name, leader) -> address(leader).equals(address(to)) ? null : leader);
      if (!(why instanceof PeerException failed)) {
        answer.completeExceptionally(why);
        return;
      }
      switch (failed.kind()) {
        case UNREACHED, UNKNOWN -> attemptOrPause();
        case REFUSED -> {
          if (failed.status() < 500 && !LATER_STATUS.contains(failed.status())) {
            LOG.error("a call of the index was refused with status {}", failed.status());
            answer.completeExceptionally(new S3Exception(S3Error.InternalError));
            return;
          }
          LeaderHint.parse(String.valueOf(failed.getMessage()))
              .filter(hint -> !asked.contains(address(hint)))
              .ifPresent(hint -> leaders.put(group, hint));
          attemptOrPause();
        }
      }
    }

    private void attemptOrPause() {
      if (asked.size() < ROUND_ATTEMPTS) {
        attempt();
      } else {
        pause();
      }
    }

    private void pause() {
      var millis = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_MIN << Math.min(pauses, 4));
      pauses++;
      // Whoever did not lead may do so by then.
      asked.clear();
      parts.pauses().after(Duration.ofMillis(millis), this::attempt);
    }

    private void answered(IndexReply reply) {
      if (reply instanceof IndexReply.Refused refused) {
        answer.completeExceptionally(refused.exception());
      } else {
        answer.complete(reply);
      }
    }
  }

  private static String address(Member member) {
    return member.host() + ":" + member.port();
  }
}
