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
import java.util.Optional;

/**
 * Sealed keys that this node holds opened, each for one caller, for a limited time. The least
 * recently used goes when there is no room. Keys are zeroed when they go. Used by one actor only:
 * not safe for threads.
 */
final class OpenedKeys {

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
      found.clear();
      opened.remove(slot);
      return Optional.empty();
    }
    return Optional.of(found.key());
  }

  /** Takes the array over. */
  void put(Slot slot, byte[] key, boolean mayDecrypt, Instant now) {
    var before = opened.put(slot, new Opened(key, mayDecrypt, now.plus(lifetime)));
    if (before != null) {
      before.clear();
    }
    while (opened.size() > countMax) {
      var eldest = opened.pollFirstEntry();
      eldest.getValue().clear();
    }
  }

  void removeExpired(Instant now) {
    opened
        .values()
        .removeIf(
            entry -> {
              boolean expired = !now.isBefore(entry.expires());
              if (expired) {
                entry.clear();
              }
              return expired;
            });
  }

  void clear() {
    opened.values().forEach(Opened::clear);
    opened.clear();
  }

  int size() {
    return opened.size();
  }
}
