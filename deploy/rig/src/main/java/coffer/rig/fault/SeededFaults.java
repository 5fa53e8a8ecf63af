package coffer.rig.fault;

import coffer.rig.FaultSchedule;
import coffer.rig.check.CutOffZones;
import coffer.rig.check.DisabledKeys;
import coffer.rig.cluster.LocalCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Works a schedule off, in one thread. Before a fault that takes something away, everything that
 * earlier ones took must be there again: if it is not in time, the fault is left out and the log
 * says so. What comes late shifts all that follows.
 */
public final class SeededFaults implements FaultSchedule {
  private static final Duration WHOLE_MAX = Duration.ofSeconds(60);
  private static final Duration HEALED_MAX = Duration.ofSeconds(180);
  private static final Duration WRITE_PAUSE_MAX = Duration.ofSeconds(3);

  /** What the AWS SDK's retries hide. */
  private static final Set<FaultKind> HIDDEN =
      EnumSet.of(
          FaultKind.KILL,
          FaultKind.KILL_LEADER,
          FaultKind.RESTART,
          FaultKind.ROLLING_RESTART,
          FaultKind.CLOCK_JUMP);

  private record Event(Duration at, Fault fault, boolean begins) {}

  private record Open(Fault fault, FaultInjector.Ending ending) {}

  private final LocalCluster cluster;
  private final FaultInjector injector;
  private final List<FaultKind> asked;
  private final List<Fault> faults;
  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, String> leftOut = new EnumMap<>(FaultKind.class);
  private final List<String> log = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<DisabledKeys.Window> disabled = new ArrayList<>();

  /** Since when keys are disabled and nothing else is amiss; 0 for not at all. */
  private long disabledFrom;

  private final boolean everyKindIsDue;
  private final Thread thread = Thread.ofPlatform().name("rig-faults").unstarted(this::work);
  private final long created = System.nanoTime();
  private volatile boolean stopping;

  /**
   * @param asked kinds; those that cannot be injected here are told by {@link #notInjected}
   * @param everyKindIsDue whether that is so as well for kinds whose turn never came
   */
  public SeededFaults(
      LocalCluster cluster,
      long seed,
      List<FaultKind> asked,
      boolean everyKindIsDue,
      Duration length,
      KmsKeys keys) {
    this.everyKindIsDue = everyKindIsDue;
    this.cluster = cluster;
    this.injector = new FaultInjector(cluster, keys, this::awaitWhole, this::say);
    this.asked = List.copyOf(asked);
    var possible = new ArrayList<FaultKind>();
    for (var kind : asked) {
      injector
          .obstacle(kind)
          .ifPresentOrElse(why -> leftOut.put(kind, why), () -> possible.add(kind));
    }
    this.faults = ScheduleGenerator.generate(seed, cluster.nodesByZone(), possible, length);
  }

  /** What is going to happen, unless something is not in time. */
  public List<Fault> faults() {
    return faults;
  }

  @Override
  public void start() {
    thread.start();
  }

  private void work() {
    var began = System.nanoTime();
    var shift = Duration.ZERO;
    try {
      for (var event : events()) {
        var due = event.at().plus(shift);
        if (!sleptUntil(began, due)) {
          return;
        }
        if (event.begins()) {
          begin(event.fault());
        } else {
          end(event.fault());
        }
        var late = Duration.ofNanos(System.nanoTime() - began).minus(event.at());
        shift = late.compareTo(shift) > 0 ? late : shift;
      }
    } catch (InterruptedException stopped) {
      say("the schedule was interrupted");
    } catch (RuntimeException fault) {
      say("the schedule broke off: " + fault);
      throw fault;
    }
  }

  private List<Event> events() {
    var events = new ArrayList<Event>();
    for (var fault : faults) {
      events.add(new Event(fault.start(), fault, true));
      events.add(new Event(fault.end(), fault, false));
    }
    // Stable: a fault of no duration begins before it ends.
    events.sort(Comparator.comparing(Event::at));
    return events;
  }

  /** False if the schedule was stopped before. */
  private boolean sleptUntil(long began, Duration due) throws InterruptedException {
    synchronized (this) {
      while (!stopping) {
        var left = due.minusNanos(System.nanoTime() - began);
        if (!left.isPositive()) {
          return true;
        }
        wait(left.toMillis() + 1);
      }
      return false;
    }
  }

  private boolean awaitWhole(Duration atMost) throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (!cluster.awaitHealed(Duration.ofSeconds(1))) {
      if (stopping || System.nanoTime() > deadline) {
        return false;
      }
    }
    return true;
  }

  private void begin(Fault fault) throws InterruptedException {
    if (harms(fault) && noneHarms() && !awaitWhole(WHOLE_MAX)) {
      if (stopping) {
        return;
      }
      notNow(fault, "the cluster was not whole " + WHOLE_MAX.toSeconds() + " s after earlier ones");
      return;
    }
    if (harms(fault)) {
      closeWindow();
    }
    say("begin " + fault);
    try {
      var ending = injector.begin(fault);
      synchronized (this) {
        open.push(new Open(fault, ending));
        counts.merge(fault.kind(), 1, Integer::sum);
        if (fault.kind() == FaultKind.KMS_DISABLE) {
          disabledFrom = noneHarms() ? System.nanoTime() : 0;
        }
      }
      if (fault.kind().after() == FaultKind.After.HEALS && !stopping) {
        end(fault);
        say(awaitWhole(HEALED_MAX) ? "healed after " + fault : "not healed: " + fault);
      }
    } catch (IOException failed) {
      notNow(fault, String.valueOf(failed.getMessage()));
    }
  }

  private static boolean harms(Fault fault) {
    return fault.kind().reach() != FaultKind.Reach.NOBODY;
  }

  private synchronized boolean noneHarms() {
    return open.stream().noneMatch(each -> harms(each.fault()));
  }

  private void notNow(Fault fault, String why) {
    say("not injected: " + fault + ": " + why);
    synchronized (this) {
      leftOut.putIfAbsent(fault.kind(), why);
    }
  }

  private void end(Fault fault) throws InterruptedException {
    Optional<Open> found;
    synchronized (this) {
      found = open.stream().filter(each -> each.fault().equals(fault)).findFirst();
      found.ifPresent(open::remove);
    }
    if (found.isPresent()) {
      end(found.get());
    }
  }

  private void end(Open ended) throws InterruptedException {
    if (ended.fault().kind() == FaultKind.KMS_DISABLE) {
      closeWindow();
    }
    try {
      ended.ending().end();
      say("end " + ended.fault());
    } catch (IOException failed) {
      say("could not end " + ended.fault() + ": " + failed.getMessage());
    }
  }

  private synchronized void closeWindow() {
    if (disabledFrom != 0) {
      disabled.add(new DisabledKeys.Window(disabledFrom, System.nanoTime()));
      disabledFrom = 0;
    }
  }

  @Override
  public synchronized List<DisabledKeys.Window> disabledKeys() {
    return List.copyOf(disabled);
  }

  @Override
  public List<CutOffZones.Window> cutOffZones() {
    return injector.cutOffZones();
  }

  @Override
  public void stop() throws InterruptedException {
    synchronized (this) {
      stopping = true;
      notifyAll();
    }
    // Not interrupted: a fault that was half begun could not be taken back.
    if (thread.getState() != Thread.State.NEW) {
      thread.join();
    }
  }

  @Override
  public void heal() throws InterruptedException {
    while (true) {
      Open last;
      synchronized (this) {
        if (open.isEmpty()) {
          break;
        }
        last = open.pop();
      }
      end(last);
    }
    try {
      injector.startAll();
    } catch (IOException failed) {
      say("could not start what was down: " + failed.getMessage());
    }
  }

  private void say(String line) {
    var at = (System.nanoTime() - created) / 1_000_000;
    synchronized (this) {
      log.add("%d.%03d %s".formatted(at / 1000, at % 1000, line));
    }
  }

  @Override
  public synchronized Map<String, Integer> counts() {
    var words = new TreeMap<String, Integer>();
    for (var kind : asked) {
      // 0 when its turn did not come; what could not be done is told by notInjected.
      if (counts.containsKey(kind) || !leftOut.containsKey(kind)) {
        words.put(kind.word(), counts.getOrDefault(kind, 0));
      }
    }
    return words;
  }

  @Override
  public synchronized Map<String, String> notInjected() {
    var words = new TreeMap<String, String>();
    leftOut.forEach(
        (kind, why) -> {
          if (!counts.containsKey(kind)) {
            words.put(kind.word(), why);
          }
        });
    if (everyKindIsDue) {
      for (var kind : asked) {
        if (!counts.containsKey(kind)) {
          words.putIfAbsent(kind.word(), "its turn never came");
        }
      }
    }
    return words;
  }

  @Override
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public boolean hiddenByRetries() {
    return !cluster.nodesByZone().lone() && HIDDEN.containsAll(asked);
  }

  @Override
  public Optional<Duration> writePauseMax() {
    return hiddenByRetries() ? Optional.of(WRITE_PAUSE_MAX) : Optional.empty();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
