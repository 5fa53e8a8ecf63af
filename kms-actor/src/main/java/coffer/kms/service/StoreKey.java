package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeySpec;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.KeyUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The key that Coffer itself owns, under which everything stands that S3 encrypts with its own keys
 * (SSE-S3). Nobody can name it: it has no ARN, is in no list, and calls to it are not KMS calls.
 */
final class StoreKey {
  /** Stands where other keys have their ARN. */
  static final String NAME = "coffer:store";

  private final KmsEnvironment kms;

  StoreKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  Optional<KeyRecord> existing() {
    return kms.table().storeKey().map(stored -> stored.value());
  }

  /** Made at first use. */
  CompletionStage<KeyRecord> ensure() {
    return kms.changes()
        .make(
            () -> {
              var now = existing();
              if (now.isPresent()) {
                return RingChanges.Change.none(now.get());
              }
              var key = fresh();
              return RingChanges.Change.of(kms.table().storeKeyCreation(key), key);
            });
  }

  private KeyRecord fresh() {
    var material = kms.materials().make(KeySpec.SYMMETRIC_DEFAULT, NAME, KeyMaterial.Origin.FIRST);
    return new KeyRecord(
        "",
        "store",
        NAME,
        true,
        KeyState.ENABLED,
        KeySpec.SYMMETRIC_DEFAULT,
        KeyUsage.ENCRYPT_DECRYPT,
        "",
        kms.clock().millis(),
        null,
        0,
        "",
        KeyRecord.Rotation.OFF,
        List.of(material),
        Map.of());
  }
}
