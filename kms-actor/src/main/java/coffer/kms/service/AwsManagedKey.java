package coffer.kms.service;

import coffer.kms.ring.AliasRecord;
import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeySpec;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.KeyUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The AWS managed key {@code aws/s3} of an account: made at first use, rotated every year. */
final class AwsManagedKey {
  static final String ALIAS = "alias/aws/s3";
  private static final String DESCRIPTION =
      "Default key that protects my S3 objects when no other key is defined";

  private final KmsEnvironment kms;

  AwsManagedKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  /** The key's ARN. Whoever comes first makes the key; the others find it. */
  CompletionStage<String> ensure(String account) {
    return kms.changes()
        .make(
            () -> {
              var alias = kms.table().alias(account, ALIAS);
              if (alias.isPresent()) {
                return RingChanges.Change.none(
                    kms.arns().key(account, alias.get().value().keyId()));
              }
              var key = fresh(account);
              long now = kms.clock().millis();
              var name =
                  new AliasRecord(
                      account, ALIAS, kms.arns().alias(account, ALIAS), key.keyId(), now, now);
              return new RingChanges.Change<>(
                  List.of(kms.table().creation(key), kms.table().aliasCreation(name)), key.arn());
            });
  }

  private KeyRecord fresh(String account) {
    var keyId = KeyIds.random(kms.random());
    var arn = kms.arns().key(account, keyId);
    int days = KeyRecord.ROTATION_PERIOD_DAYS_DEFAULT;
    long now = kms.clock().millis();
    return new KeyRecord(
        account,
        keyId,
        arn,
        true,
        KeyState.ENABLED,
        KeySpec.SYMMETRIC_DEFAULT,
        KeyUsage.ENCRYPT_DECRYPT,
        DESCRIPTION,
        now,
        null,
        0,
        DefaultKeyPolicy.ofS3Key(account, kms.arns().region()),
        new KeyRecord.Rotation(true, days, now + Duration.ofDays(days).toMillis()),
        List.of(kms.materials().make(KeySpec.SYMMETRIC_DEFAULT, arn, KeyMaterial.Origin.FIRST)),
        Map.of());
  }
}
