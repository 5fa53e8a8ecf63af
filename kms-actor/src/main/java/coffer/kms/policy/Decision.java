package coffer.kms.policy;

/** What one policy, or all policies of a kind together, say about a request. */
public enum Decision {
  /** A statement allows it and none denies it. */
  ALLOW,
  /** A statement denies it; nothing overrides that. */
  DENY,
  /** No statement applies, which refuses unless another policy allows. */
  NO_MATCH
}
