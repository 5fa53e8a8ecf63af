package coffer.node.repair;

import coffer.node.chunk.ChunkCalls;
import coffer.node.chunk.LocalRuns;
import coffer.node.chunk.Suspects;
import coffer.node.peer.Member;
import coffer.node.peer.Members;
import coffer.node.placement.Placement;
import coffer.node.placement.Scope;
import coffer.node.repair.Comparison.Run;
import coffer.node.repair.RateLimit.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's care for its own copies. It looks whether new runs that belong here have come, compares
 * all rows of the index with what is here at start, when the members change and every hour, reads
 * everything stored over and over, and fetches what is missing or damaged from other nodes. It
 * deletes what others should keep once they do, and what no row knows.
 */
public final class Healing implements Suspects, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Healing.class);
  private static final int SUSPECTS_MAX = 10_000;
  private static final Duration AGAIN = Duration.ofSeconds(15);
  private static final Duration LOST_AGAIN = Duration.ofMinutes(1);

  private final LocalRuns local;
  private final Members members;
  private final RunIndex index;
  private final Supplier<CompletionStage<Void>> barrier;
  private final HealingSettings settings;
  private final Clock clock;
  private final ScheduledExecutorService thread = thread("coffer-healing");
  private final Executor copying;
  private final Repairs repairs;
  private final Confirmation confirmation;
  private final UnknownRuns unknownRuns;
  private final Scrub scrub;

  private final AppliedRuns applied = new AppliedRuns();
  private final AtomicLong damaged = new AtomicLong();
  private Consumer<String> leftOpen = runId -> {};

  /** Runs that rows refer to and that are still being written here, as last looked for. */
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  private final AtomicLong dropped = new AtomicLong();
  private volatile Instant compareAt = Instant.MIN;
  private volatile Optional<Instant> compared = Optional.empty();

  /** Whether something is known to be missing that the next comparison is to look for. */
  private volatile boolean doubtful;

  private List<Place> known = List.of();
  private Instant changedAt = Instant.MIN;

  /**
   * How it goes.
   *
   * @param missing runs that are being copied, wait for it, or are still written
   * @param lost runs that no node that answered has, by the last comparison
   * @param healed runs copied since the start
   * @param bytes copied since the start
   * @param damaged copies found damaged since the start
   * @param deleted surplus and unknown runs deleted since the start
   * @param lastFullComparison empty as well while what could not be copied waits for the next one
   * @param scrubbed when the last pass over everything stored began that has ended
   */
  public record Progress(
      long missing,
      long lost,
      long healed,
      long bytes,
      long damaged,
      long deleted,
      Optional<Instant> lastFullComparison,
      Optional<Instant> scrubbed) {}

  /** What placement depends on. */
  private record Place(String nodeId, String zone, Member.State state) {}

  /**
   * @param barrier completes when the rows here are at least as new as when it was asked for
   */
  public Healing(
      LocalRuns local,
      ChunkCalls calls,
      Members members,
      RunIndex index,
      Supplier<CompletionStage<Void>> barrier,
      HealingSettings settings,
      Clock clock) {
    this(
        local,
        calls,
        members,
        index,
        barrier,
        settings,
        clock,
        Executors.newFixedThreadPool(
            settings.parallel(), Thread.ofPlatform().name("coffer-repair-", 0).daemon().factory()));
  }

  Healing(
      LocalRuns local,
      ChunkCalls calls,
      Members members,
      RunIndex index,
      Supplier<CompletionStage<Void>> barrier,
      HealingSettings settings,
      Clock clock,
      Executor copying) {
    this.local = local;
    this.members = members;
    this.index = index;
    this.barrier = barrier;
    this.settings = settings;
    this.clock = clock;
    var limit = new RateLimit(settings.bytesPerSecond(), System::nanoTime, Sleeper.THREAD);
    repairs =
        new Repairs(
            new RunCopier(local, calls, limit),
            copying,
            this::compareSoon,
            () -> compareWithin(LOST_AGAIN));
    confirmation = new Confirmation(calls);
    unknownRuns = new UnknownRuns(settings.grace());
    var slow = new RateLimit(settings.scrubBytesPerSecond(), System::nanoTime, Sleeper.THREAD);
    scrub = new Scrub(local, slow, this::damaged, clock);
    this.copying = copying;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon().factory());
  }

  /**
   * @param listener hears of runs that rows refer to and that are still being written here; set
   *     before {@link #start}
   */
  public void onOpenRuns(Consumer<String> listener) {
    leftOpen = listener;
  }

  /** Begins, with a comparison. */
  public void start() {
    thread.scheduleWithFixedDelay(guarded("healing", this::tick), 1, 1, TimeUnit.SECONDS);
    scrub.start(settings.scrubPause());
  }

  /** A row that refers to the run was applied here. Never blocks. */
  public void applied(Scope scope, String runId) {
    if (!applied.add(scope, runId, clock.instant().plus(settings.settle()))) {
      compareSoon();
    }
  }

  /** Asks for a full comparison now. */
  public void requestComparison() {
    compareAt = Instant.MIN;
  }

  private void compareSoon() {
    doubtful = true;
    compareWithin(AGAIN);
  }

  private void compareWithin(Duration atMost) {
    var at = clock.instant().plus(atMost);
    compareAt = at.isBefore(compareAt) ? at : compareAt;
  }

  @Override
  public void suspect(String runId, String goodNodeId) {
    if (repairs.waiting() < SUSPECTS_MAX && !goodNodeId.equals(members.self().nodeId())) {
      damaged.incrementAndGet();
      repairs.add(
          runId,
          others().stream()
              .sorted(Comparator.comparing(member -> !member.nodeId().equals(goodNodeId)))
              .toList());
    }
  }

  public Progress progress() {
    return new Progress(
        repairs.waiting() + open.size(),
        repairs.lost.get(),
        repairs.healed.get(),
        repairs.bytes.get(),
        damaged.get(),
        dropped.get(),
        doubtful ? Optional.empty() : compared,
        scrub.last());
  }

  /** How many of the runs here others should keep and do not yet; 0 when this node may go. */
  public CompletionStage<Integer> unmoved() {
    return CompletableFuture.supplyAsync(
        () -> {
          var surplus = compareNow().surplus();
          return surplus.size() - confirmation.confirmed(surplus, members.all()).size();
        },
        thread);
  }

  /** Whether others have all that this node has, so that it may go. */
  public CompletionStage<Boolean> moved() {
    return unmoved().thenApply(left -> left == 0);
  }

  /** One look at what is due; every second. */
  void tick() {
    var places =
        members.all().stream()
            .map(member -> new Place(member.nodeId(), member.zone(), member.state()))
            .toList();
    var now = clock.instant();
    if (!places.equals(known)) {
      known = places;
      changedAt = now;
      compareAt = Instant.MIN;
    }
    followUp(now);
    // What is being copied would be found missing again.
    if (!now.isBefore(compareAt) && repairs.waiting() == 0) {
      compareAt = now.plus(settings.interval());
      doubtful = false;
      try {
        compare(now);
      } catch (RuntimeException failed) {
        compareSoon();
        throw failed;
      }
    }
  }

  private void followUp(Instant now) {
    var all = members.all();
    var self = members.self();
    var runs =
        applied.due(now).stream()
            .filter(run -> Comparison.isTarget(run.scope(), run.runId(), all, self))
            .toList();
    try {
      copyAbsent(runs);
    } catch (RuntimeException failed) {
      // They are looked for no more one by one.
      compareSoon();
      throw failed;
    }
  }

  /** Those that are not here by now; gives their number. */
  private long copyAbsent(List<Run> runs) {
    if (runs.isEmpty()) {
      return 0;
    }
    var held = get(local.held(runs.stream().map(Run::runId).toList()));
    long absent = 0;
    for (int at = 0; at < held.length; at++) {
      if (held[at] == 0) {
        copy(runs.get(at));
        absent++;
      } else {
        open.remove(runs.get(at).runId());
      }
    }
    return absent;
  }

  private void compare(Instant now) {
    var found = compareNow();
    repairs.lost.set(0);
    // A run may have been finished while its row was looked for.
    long absent = copyAbsent(found.missing());
    // Also when the members have changed, and with them what belongs here.
    open.retainAll(found.missing().stream().map(Run::runId).collect(Collectors.toSet()));
    deleteSurplus(found.surplus(), now);
    deleteUnknown(found, now);
    repairs.retryDamaged();
    compared = Optional.of(now);
    if (absent > 0) {
      LOG.info("{} runs are missing here and are fetched", absent);
    }
  }

  /** What is here is listed first, so that a row is there for each run that is to stay. */
  private Comparison compareNow() {
    var here = get(local.runs());
    get(barrier.get());
    return Comparison.of(here, index, members.all(), members.self());
  }

  private void copy(Run run) {
    if (!local.isOpen(run.runId())) {
      var self = members.self();
      repairs.add(
          run.runId(),
          Placement.readOrder(run.scope(), run.runId(), members.all(), self).stream()
              .filter(member -> !Placement.same(member, self))
              .toList());
      open.remove(run.runId());
    } else {
      open.add(run.runId());
      leftOpen.accept(run.runId());
      applied(run.scope(), run.runId());
    }
  }

  private void deleteSurplus(List<Run> surplus, Instant now) {
    if (surplus.isEmpty() || members.self().state() == Member.State.LEAVING) {
      return;
    }
    if (now.isBefore(changedAt.plus(settings.quiet()))) {
      compareAt = changedAt.plus(settings.quiet());
      return;
    }
    var kept = confirmation.confirmed(surplus, members.all());
    if (kept.size() < surplus.size()) {
      compareSoon();
    }
    delete("that other nodes keep", kept.stream().map(Run::runId).toList());
  }

  private void deleteUnknown(Comparison found, Instant now) {
    delete("that nothing refers to", unknownRuns.due(found.unknown(), local::isOpen, now));
    var next = now.plus(settings.grace()).plus(AGAIN);
    if (unknownRuns.waiting() && next.isBefore(compareAt)) {
      compareAt = next;
    }
  }

  private void delete(String which, List<String> runIds) {
    if (!runIds.isEmpty()) {
      get(local.delete(runIds));
      dropped.addAndGet(runIds.size());
      LOG.info("deleted {} runs {}", runIds.size(), which);
    }
  }

  private void damaged(String runId) {
    LOG.warn("the copy of run {} here is damaged", runId);
    damaged.incrementAndGet();
    repairs.addDamaged(runId, others());
  }

  private List<Member> others() {
    return members.all().stream()
        .filter(member -> !Placement.same(member, members.self()))
        .toList();
  }

  private static Runnable guarded(String name, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException failed) {
        LOG.warn("{} failed and will be tried again: {}", name, failed.toString());
      }
    };
  }

  private static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Stops; what was being copied is begun anew next time. */
  @Override
  public void close() {
    thread.shutdownNow();
    scrub.close();
    if (copying instanceof ExecutorService service) {
      service.shutdownNow();
    }
  }
}
