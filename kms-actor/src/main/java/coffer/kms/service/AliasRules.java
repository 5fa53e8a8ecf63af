package coffer.kms.service;

import coffer.kms.ring.AliasRecord;
import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.Stored;
import coffer.kms.service.KmsException.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client may call an alias, and who may change one. */
final class AliasRules {
  private static final int CHARS_MAX = 256;
  private static final int ALIASES_MAX = 10_000;

  private AliasRules() {}

  static String name(@Nullable String given) {
    var name = Constraints.required(given, "aliasName");
    Constraints.atMost(name, "aliasName", CHARS_MAX);
    if (!name.startsWith("alias/")) {
      throw new KmsException(
          Code.ValidationException,
          "Alias must start with the prefix \"alias/\". Please see"
              + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
    }
    if (name.startsWith("alias/aws/")) {
      throw new KmsException(
          Code.InvalidAliasNameException,
          "Alias names beginning with alias/aws/ are reserved for AWS managed keys.");
    }
    if (!Arns.isAliasName(name)) {
      throw new KmsException(
          Code.InvalidAliasNameException,
          "1 validation error detected: Value '"
              + name
              + "' at 'aliasName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: ^[a-zA-Z0-9:/_-]+$");
    }
    return name;
  }

  /** Changing an alias takes permission on the alias, by identity policies, and on the key. */
  static void require(KmsEnvironment kms, String action, String name, KeyRecord key, KmsCall call) {
    kms.access().requireInAccount(action, kms.arns().alias(call.account(), name), call);
    kms.access().require(action, key, call, Map.of("kms:requestalias", List.of(name)));
  }

  /** The key to point to: one of the caller's own account, named by key id or key ARN. */
  static KeyRecord target(KmsEnvironment kms, String keyId, KmsCall call) {
    if (keyId.startsWith("alias/") || keyId.contains(":alias/")) {
      throw new KmsException(Code.ValidationException, "Aliases must refer to keys. Not aliases");
    }
    var key = kms.keys().findById(keyId, call).value();
    if (!key.account().equals(call.account())) {
      throw new KmsException(
          Code.NotFoundException, "Key '" + key.arn() + "' is not in the account of the alias.");
    }
    return key;
  }

  static Stored<AliasRecord> existing(KmsEnvironment kms, String name, KmsCall call) {
    return kms.table()
        .alias(call.account(), name)
        .orElseThrow(
            () ->
                new KmsException(
                    Code.NotFoundException,
                    "Alias " + kms.arns().alias(call.account(), name) + " is not found."));
  }

  static void requireRoom(KmsEnvironment kms, KmsCall call) {
    if (kms.table().aliases(call.account()).size() >= ALIASES_MAX) {
      throw new KmsException(
          Code.LimitExceededException, "The account has " + ALIASES_MAX + " aliases already.");
    }
  }
}
