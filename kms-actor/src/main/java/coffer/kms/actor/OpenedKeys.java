package coffer.kms.actor;

import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sealed keys that this node holds opened, each for one caller, for a limited time. The least
 * recently used goes when there is no room. Keys are zeroed when they go. Changed by the {@link
 * KmsActor} only, which is asked for what is not here; {@link #toOpenWith} is for any thread.
 */
public final class OpenedKeys {

  /**
   * @param blobHash SHA-256 of the blob, in hex
   * @param callerArn whom KMS gave the key to; empty for keys that KMS is not asked for
   */
  record Slot(String blobHash, String callerArn) {
    static Slot of(SealedKey sealed, Principal caller) {
      var owner = sealed.purpose() == SealedKey.Purpose.STORE ? "" : caller.arn();
      return new Slot(HexFormat.of().formatHex(sha256(sealed.blob())), owner);
    }

    private static byte[] sha256(byte[] bytes) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("the JDK lacks SHA-256", e);
      }
    }
  }

  /**
   * @param mayDecrypt whether the caller has shown the permission to decrypt; one that only made
   *     the key has not
   */
  private record Opened(byte[] key, boolean mayDecrypt, Instant expires) {
    void clear() {
      Arrays.fill(key, (byte) 0);
    }
  }

  private final int countMax;
  private final Duration lifetime;
  private final LinkedHashMap<Slot, Opened> opened = new LinkedHashMap<>(16, 0.75f, true);

  /** The same entries. */
  private final Map<Slot, Opened> shown = new ConcurrentHashMap<>();

  /** As many as {@link KmsActor#HELD_MAX}, each for {@link KmsActor#LIFETIME}. */
  public OpenedKeys() {
    this(KmsActor.HELD_MAX, KmsActor.LIFETIME);
  }

  OpenedKeys(int countMax, Duration lifetime) {
    this.countMax = countMax;
    this.lifetime = lifetime;
  }

  /** The live key, to be used at once and not kept. */
  Optional<byte[]> get(Slot slot, boolean toDecrypt, Instant now) {
    var found = opened.get(slot);
    if (found == null || (toDecrypt && !found.mayDecrypt())) {
      return Optional.empty();
    }
    if (!now.isBefore(found.expires())) {
      opened.remove(slot);
      gone(slot, found);
      return Optional.empty();
    }
    return Optional.of(found.key());
  }

  /**
   * The live key for any thread, to open with and never to wrap: it is zeroed when it goes, which
   * may be while it is used, and nothing opens with zeros. Does not count as use: a key that goes
   * for lack of room although it is used is opened again.
   */
  Optional<byte[]> toOpenWith(Slot slot, Instant now) {
    var found = shown.get(slot);
    return found == null || !found.mayDecrypt() || !now.isBefore(found.expires())
        ? Optional.empty()
        : Optional.of(found.key());
  }

  private void gone(Slot slot, Opened entry) {
    shown.remove(slot, entry);
    entry.clear();
  }

  /** Takes the array over. */
  void put(Slot slot, byte[] key, boolean mayDecrypt, Instant now) {
    var fresh = new Opened(key, mayDecrypt, now.plus(lifetime));
    var before = opened.put(slot, fresh);
    shown.put(slot, fresh);
    if (before != null) {
      before.clear();
    }
    while (opened.size() > countMax) {
      var eldest = opened.pollFirstEntry();
      gone(eldest.getKey(), eldest.getValue());
    }
  }

  void removeExpired(Instant now) {
    opened
        .entrySet()
        .removeIf(
            entry -> {
              boolean expired = !now.isBefore(entry.getValue().expires());
              if (expired) {
                gone(entry.getKey(), entry.getValue());
              }
              return expired;
            });
  }

  void clear() {
    opened.forEach(this::gone);
    opened.clear();
  }

  int size() {
    return opened.size();
  }
}
