package coffer.kms.service;

import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeyTable;
import coffer.kms.ring.Stored;
import coffer.kms.service.Arns.ByAlias;
import coffer.kms.service.Arns.ById;
import coffer.kms.service.KmsException.Code;

/** Finds the key that a client named. */
final class KeyFinder {
  private final KeyTable table;
  private final Arns arns;

  KeyFinder(KeyTable table, Arns arns) {
    this.table = table;
    this.arns = arns;
  }

  /** By key id, key ARN, alias name or alias ARN. */
  Stored<KeyRecord> find(String keyId, KmsCall call) {
    return switch (arns.reference(keyId, call.account())) {
      case ById id -> byId(id, call);
      case ByAlias(var account, var name) -> {
        var alias = table.alias(account, name);
        if (alias.isEmpty()) {
          throw absent("Alias " + arns.alias(account, name) + " is not found.");
        }
        yield byId(new ById(account, alias.get().value().keyId()), call);
      }
    };
  }

  /** By key id or key ARN only, as the operations that change a key demand. */
  Stored<KeyRecord> findById(String keyId, KmsCall call) {
    return switch (arns.reference(keyId, call.account())) {
      case ById id -> byId(id, call);
      case ByAlias ignored ->
          throw new KmsException(
              Code.NotFoundException, "Invalid keyId '" + Arns.shown(keyId) + "'");
    };
  }

  private Stored<KeyRecord> byId(ById id, KmsCall call) {
    var key =
        table
            .key(id.account(), id.keyId())
            .orElseThrow(
                () -> absent("Key '" + arns.key(id.account(), id.keyId()) + "' does not exist"));
    call.about(key.value().arn());
    return key;
  }

  /**
   * Clients try again what a node cannot tell yet, and take for final that a key does not exist.
   */
  private KmsException absent(String message) {
    return table.complete()
        ? new KmsException(Code.NotFoundException, message)
        : new KmsException(
            Code.DependencyTimeoutException,
            "This node has just started and does not know all keys yet. Try again.");
  }
}
