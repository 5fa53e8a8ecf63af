package coffer.kms.policy;

import java.util.List;

/**
 * Who makes a request, after authentication: the root user of an account, an IAM user, or Coffer
 * itself.
 *
 * @param type what kind of identity this is; it decides how policies apply
 * @param account twelve digits
 * @param arn for example {@code arn:aws:iam::000000000000:user/alice}; {@code
 *     arn:aws:iam::000000000000:root} for root
 * @param principalId the stable id that audit records carry; never a secret
 * @param name the user's name; {@code root} for root
 * @param policies the identity policies attached to the user; ignored for root, which its account
 *     always allows
 */
public record Principal(
    Type type,
    String account,
    String arn,
    String principalId,
    String name,
    List<PolicyDocument> policies) {

  /** The kinds of identity. */
  public enum Type {
    ROOT,
    USER,
    /**
     * Coffer acting for itself, for example a lifecycle run. Never the identity of a request from
     * outside.
     */
    SERVICE
  }

  public Principal {
    policies = List.copyOf(policies);
  }

  /** The root user of {@code account}. */
  public static Principal root(String account) {
    return new Principal(
        Type.ROOT, account, "arn:aws:iam::" + account + ":root", account, "root", List.of());
  }

  /** Coffer's own identity in {@code account}. */
  public static Principal service(String account) {
    return new Principal(
        Type.SERVICE,
        account,
        "arn:aws:iam::" + account + ":service/coffer",
        "coffer",
        "coffer",
        List.of());
  }
}
