package coffer.kms.policy;

/** What the policies attached to an identity say together. */
public final class IdentityPolicies {
  private IdentityPolicies() {}

  /**
   * Root and Coffer's own identity are always allowed. For users an explicit Deny in any policy
   * wins, then an Allow in any; otherwise {@link Decision#NO_MATCH}.
   */
  public static Decision decide(AccessRequest request) {
    var principal = request.principal();
    return switch (principal.type()) {
      case ROOT, SERVICE -> Decision.ALLOW;
      case USER -> {
        var decision = Decision.NO_MATCH;
        for (var policy : principal.policies()) {
          switch (policy.evaluate(request)) {
            case DENY -> {
              yield Decision.DENY;
            }
            case ALLOW -> decision = Decision.ALLOW;
            case NO_MATCH -> {}
          }
        }
        yield decision;
      }
    };
  }
}
