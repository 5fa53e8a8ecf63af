package coffer.rig;

import coffer.rig.check.CutOffZones;
import coffer.rig.check.DisabledKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Faults that a seed decides, injected in threads of the schedule's own. */
public interface FaultSchedule extends AutoCloseable {
  /** Starts to inject faults; returns at once. */
  void start();

  /** Injects no more of them; returns when no thread of the schedule runs. */
  void stop() throws InterruptedException;

  /** Takes back each fault that still holds: starts what was killed, opens what was cut. */
  void heal() throws InterruptedException;

  /** How many faults of each kind were injected; kinds that could not be are not in it. */
  Map<String, Integer> counts();

  /** Kinds that were asked for and could not be injected, with the reason: never a pass. */
  Map<String, String> notInjected();

  /**
   * When the workload's KMS keys were disabled, by {@link System#nanoTime}, while every node was
   * connected.
   */
  List<DisabledKeys.Window> disabledKeys();

  /** When a zone was cut off and had to serve by itself, by {@link System#nanoTime}. */
  List<CutOffZones.Window> cutOffZones();

  /** What was done and when, in order; a line each. */
  List<String> log();

  /** Whether an error that the retries of the SDK did not hide is a violation under its faults. */
  boolean hiddenByRetries();

  /** The longest time without an acknowledged write in a bucket that its faults excuse. */
  Optional<Duration> writePauseMax();

  @Override
  void close();

  /** Injects nothing. */
  static FaultSchedule none() {
    return new FaultSchedule() {
      @Override
      public void start() {}

      @Override
      public void stop() {}

      @Override
      public void heal() {}

      @Override
      public Map<String, Integer> counts() {
        return Map.of();
      }

      @Override
      public Map<String, String> notInjected() {
        return Map.of();
      }

      @Override
      public List<DisabledKeys.Window> disabledKeys() {
        return List.of();
      }

      @Override
      public List<CutOffZones.Window> cutOffZones() {
        return List.of();
      }

      @Override
      public List<String> log() {
        return List.of();
      }

      @Override
      public boolean hiddenByRetries() {
        return true;
      }

      @Override
      public Optional<Duration> writePauseMax() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }
}
