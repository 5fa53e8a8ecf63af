package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeyRing.Write;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What falls due with time: automatic rotations, and the destruction of deleted keys. Any node may
 * run it at any time; the writes are conditional, so that a thing is done once.
 */
public final class KeyDeadlines {
  private final KmsEnvironment kms;

  KeyDeadlines(KmsEnvironment kms) {
    this.kms = kms;
  }

  /**
   * Gives every enabled key whose rotation is due new material.
   *
   * @return how many were rotated
   */
  public CompletionStage<Integer> rotateDue(Instant now) {
    return forEach(key -> rotationIsDue(key, now), key -> rotation(key, now));
  }

  /**
   * Removes the keys whose deletion date has come, with all their material and aliases. What they
   * encrypted is lost.
   *
   * @return how many were destroyed
   */
  public CompletionStage<Integer> destroyDue(Instant now) {
    return forEach(key -> destructionIsDue(key, now), this::destruction);
  }

  private static boolean rotationIsDue(KeyRecord key, Instant now) {
    return key.rotation().enabled()
        && key.state() == KeyState.ENABLED
        && key.rotation().nextMillis() <= now.toEpochMilli();
  }

  private static boolean destructionIsDue(KeyRecord key, Instant now) {
    var date = key.deletionMillis();
    return key.state() == KeyState.PENDING_DELETION && date != null && date <= now.toEpochMilli();
  }

  private List<Write> rotation(Stored<KeyRecord> key, Instant now) {
    var was = key.value().rotation();
    long period = Duration.ofDays(was.periodDays()).toMillis();
    // Several periods may have passed while the key was disabled: it rotates once.
    long missed = (now.toEpochMilli() - was.nextMillis()) / period;
    var next =
        new KeyRecord.Rotation(true, was.periodDays(), was.nextMillis() + (missed + 1) * period);
    var material =
        kms.materials().make(key.value().spec(), key.value().arn(), KeyMaterial.Origin.AUTOMATIC);
    return List.of(kms.table().change(key, key.value().rotatedTo(material).withRotation(next)));
  }

  private List<Write> destruction(Stored<KeyRecord> key) {
    var writes = new ArrayList<Write>();
    writes.add(kms.table().removal(key));
    for (var alias : kms.table().aliases(key.value().account())) {
      if (alias.value().keyId().equals(key.value().keyId())) {
        writes.add(kms.table().removal(alias));
      }
    }
    return writes;
  }

  private CompletionStage<Integer> forEach(
      Predicate<KeyRecord> due, Function<Stored<KeyRecord>, List<Write>> work) {
    CompletionStage<Integer> done = CompletableFuture.completedFuture(0);
    for (var candidate : kms.table().allKeys()) {
      if (!due.test(candidate.value())) {
        continue;
      }
      var account = candidate.value().account();
      var keyId = candidate.value().keyId();
      done =
          done.thenCompose(
              count ->
                  kms.changes()
                      .make(
                          () -> {
                            var key = kms.table().key(account, keyId);
                            // Somebody else may have done it, or cancelled it, meanwhile.
                            return key.isPresent() && due.test(key.get().value())
                                ? new RingChanges.Change<>(work.apply(key.get()), count + 1)
                                : RingChanges.Change.none(count);
                          }));
    }
    return done;
  }
}
