package coffer.kms.ring;

/**
 * A second name of a key.
 *
 * @param account twelve digits
 * @param name with its prefix, for example {@code alias/photos}
 * @param arn the alias's own ARN
 * @param keyId the id of the key it points to, in the same account
 */
public record AliasRecord(
    String account, String name, String arn, String keyId, long createdMillis, long updatedMillis) {

  public AliasRecord pointingTo(String otherKeyId, long nowMillis) {
    return new AliasRecord(account, name, arn, otherKeyId, createdMillis, nowMillis);
  }
}
