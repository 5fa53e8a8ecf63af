package coffer.http.identity;

import coffer.http.bucket.Bucket;
import coffer.kms.policy.AccessRequest;
import coffer.kms.policy.Decision;
import coffer.kms.policy.IdentityPolicies;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.PolicySyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether policies permit an action: what an identity's policies and a bucket's policy say
 * together. See the IAM page "Policy evaluation logic". Thread-safe.
 */
public final class Permissions {
  private static final int PARSED_MAX = 1024;

  /** Parsed bucket policies by their text, the least recently used dropped. */
  private final Map<String, PolicyDocument> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PolicyDocument> eldest) {
          return size() > PARSED_MAX;
        }
      };

  /** Identity policies alone; the bucket, if it exists, must belong to the caller's account. */
  public boolean permits(AccessRequest request) {
    return IdentityPolicies.decide(request) == Decision.ALLOW;
  }

  /**
   * Identity policies and the bucket's policy. In one account either suffices; across accounts both
   * must allow. A denial in either refuses, also to root.
   */
  public boolean permits(AccessRequest request, Bucket bucket) {
    var identity = IdentityPolicies.decide(request);
    if (identity == Decision.DENY) {
      return false;
    }
    boolean same = request.principal().account().equals(bucket.account());
    if (bucket.policy().isEmpty()) {
      return same && identity == Decision.ALLOW;
    }
    PolicyDocument policy;
    try {
      policy = parse(bucket.policy().get());
    } catch (PolicySyntaxException unreadable) {
      // Put by a later version, perhaps: what it would deny is unknown, so nothing is allowed.
      return false;
    }
    return switch (policy.evaluate(request)) {
      case DENY -> false;
      case ALLOW -> same || identity == Decision.ALLOW;
      case NO_MATCH -> identity == Decision.ALLOW && (same || policy.delegates(request));
    };
  }

  /** Whether a policy of either kind denies the request in so many words. */
  public boolean denies(AccessRequest request, Bucket bucket) {
    if (IdentityPolicies.decide(request) == Decision.DENY) {
      return true;
    }
    try {
      return bucket.policy().isPresent()
          && parse(bucket.policy().get()).evaluate(request) == Decision.DENY;
    } catch (PolicySyntaxException unreadable) {
      return true;
    }
  }

  private PolicyDocument parse(String json) {
    synchronized (parsed) {
      var known = parsed.get(json);
      if (known == null) {
        known = PolicyDocument.parse(json);
        parsed.put(json, known);
      }
      return known;
    }
  }
}
