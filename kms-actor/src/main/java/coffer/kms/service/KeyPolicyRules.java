package coffer.kms.service;

import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.PolicySyntaxException;
import coffer.kms.service.KmsException.Code;
import org.jspecify.annotations.Nullable;

/** What a client may put on a key as its policy. */
final class KeyPolicyRules {
  /** The only name a key policy can have. */
  static final String DEFAULT_NAME = "default";

  private KeyPolicyRules() {}

  static void requireDefaultName(@Nullable String name) {
    if (name != null && !name.equals(DEFAULT_NAME)) {
      throw new KmsException(Code.NotFoundException, "No such policy exists");
    }
  }

  /**
   * @param bypassLockoutCheck whether to accept a policy that the caller could not replace again
   * @throws KmsException MalformedPolicyDocumentException, or LimitExceededException when it is too
   *     large
   */
  static void check(
      String json,
      String keyArn,
      String account,
      boolean bypassLockoutCheck,
      KeyAccess access,
      KmsCall call) {
    if (json.length() > PolicyDocument.BYTES_MAX) {
      throw new KmsException(
          Code.LimitExceededException, "The key policy is larger than 32768 bytes.");
    }
    PolicyDocument policy;
    try {
      policy = PolicyDocument.parse(json);
    } catch (PolicySyntaxException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    if (!policy.namesPrincipals()) {
      throw malformed("Policy contains a statement with no principal.");
    }
    if (!bypassLockoutCheck && !access.keepsPolicyInReach(policy, keyArn, account, call)) {
      throw malformed(
          "The new key policy will not allow you to update the key policy in the future.");
    }
  }

  private static KmsException malformed(String message) {
    return new KmsException(Code.MalformedPolicyDocumentException, message);
  }
}
