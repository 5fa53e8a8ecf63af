package coffer.kms.policy;

import java.util.List;

/**
 * The {@code Principal} or {@code NotPrincipal} of a statement.
 *
 * @param negated whether it was {@code NotPrincipal}
 * @param anyone whether it holds {@code "*"}
 * @param accounts accounts named by id or by their root's ARN
 * @param arns ARNs of single identities
 */
record PrincipalPattern(boolean negated, boolean anyone, List<String> accounts, List<String> arns) {

  /** How a principal is meant. */
  enum Match {
    /** By itself, or as anyone. */
    DIRECT,
    /** As a member of a named account: an Allow then only lets identity policies decide. */
    ACCOUNT,
    NONE
  }

  PrincipalPattern {
    accounts = List.copyOf(accounts);
    arns = List.copyOf(arns);
  }

  Match match(Principal principal) {
    var named = named(principal);
    if (!negated) {
      return named;
    }
    return named == Match.NONE ? Match.DIRECT : Match.NONE;
  }

  private Match named(Principal principal) {
    if (anyone || arns.contains(principal.arn())) {
      return Match.DIRECT;
    }
    if (!accounts.contains(principal.account())) {
      return Match.NONE;
    }
    return principal.type() == Principal.Type.ROOT ? Match.DIRECT : Match.ACCOUNT;
  }
}
