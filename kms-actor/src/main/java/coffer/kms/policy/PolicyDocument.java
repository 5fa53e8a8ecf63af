package coffer.kms.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An access policy in AWS's JSON policy language: versions 2012-10-17 and 2008-10-17, statements
 * with Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource and
 * Condition. What is not understood is refused rather than ignored, because an ignored condition
 * would widen an Allow. Policy variables ({@code ${aws:username}}) are refused for the same reason.
 * Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">IAM:
 *     grammar of the JSON policy language</a>
 */
public final class PolicyDocument {
  /** Bytes of a key policy or bucket policy, and of anything that is parsed here, at most. */
  public static final int BYTES_MAX = 32 * 1024;

  /** Bytes of a policy of a directory bucket, at most. */
  public static final int DIRECTORY_BUCKET_BYTES_MAX = 20 * 1024;

  private final String json;
  private final List<Statement> statements;

  private PolicyDocument(String json, List<Statement> statements) {
    this.json = json;
    this.statements = List.copyOf(statements);
  }

  /**
   * @throws PolicySyntaxException when the text is no policy, or one that Coffer cannot enforce
   */
  public static PolicyDocument parse(String json) {
    if (json.length() > BYTES_MAX || json.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new PolicySyntaxException("Policy is larger than " + BYTES_MAX + " bytes");
    }
    return new PolicyDocument(json, PolicyParser.parse(json));
  }

  /** The text as it was given. */
  public String json() {
    return json;
  }

  /** Whether every statement names whom it is about, as policies of resources must. */
  public boolean namesPrincipals() {
    return statements.stream().allMatch(statement -> statement.principal().isPresent());
  }

  /** Whether no statement names a principal, as policies of identities must not. */
  public boolean namesNoPrincipals() {
    return statements.stream().allMatch(statement -> statement.principal().isEmpty());
  }

  /**
   * What this policy says on its own. An Allow to a whole account counts for the account's root
   * only; for others see {@link #delegates}. A Deny to an account counts for everyone in it.
   */
  public Decision evaluate(AccessRequest request) {
    boolean allowed = false;
    for (var statement : statements) {
      var match = statement.match(request);
      if (!statement.allow() && match != PrincipalPattern.Match.NONE) {
        return Decision.DENY;
      }
      allowed |= statement.allow() && match == PrincipalPattern.Match.DIRECT;
    }
    return allowed ? Decision.ALLOW : Decision.NO_MATCH;
  }

  /**
   * Whether the policy allows the request to the principal's account as a whole, which leaves it to
   * the identity policies of that account. Says nothing about denials.
   */
  public boolean delegates(AccessRequest request) {
    return statements.stream()
        .anyMatch(
            statement ->
                statement.allow() && statement.match(request) == PrincipalPattern.Match.ACCOUNT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyDocument policy && policy.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "PolicyDocument[" + statements.size() + " statements]";
  }
}
