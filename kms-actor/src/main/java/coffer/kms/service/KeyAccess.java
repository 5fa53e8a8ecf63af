package coffer.kms.service;

import coffer.kms.policy.AccessRequest;
import coffer.kms.policy.Decision;
import coffer.kms.policy.IdentityPolicies;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import coffer.kms.ring.KeyRecord;
import coffer.kms.service.KmsException.Code;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may do what with a key: the key policy first, and the identity policies where the key policy
 * leaves it to the account.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html">AWS
 *     KMS: troubleshooting key access</a>
 */
final class KeyAccess {
  private static final int POLICIES_MAX = 1_000;

  private final Clock clock;
  private final ConcurrentHashMap<String, PolicyDocument> parsed = new ConcurrentHashMap<>();

  KeyAccess(Clock clock) {
    this.clock = clock;
  }

  void require(String action, KeyRecord key, KmsCall call) {
    require(action, key, call, Map.of());
  }

  /**
   * @param more condition keys, in lower case, that this operation has besides the common ones
   * @throws KmsException AccessDeniedException
   */
  void require(String action, KeyRecord key, KmsCall call, Map<String, List<String>> more) {
    if (call.principal().type() == Principal.Type.SERVICE) {
      return;
    }
    var conditions = new HashMap<>(more);
    conditions.put("kms:keyspec", List.of(key.spec().name()));
    conditions.put("kms:keyusage", List.of(key.usage().name()));
    conditions.put("kms:keyorigin", List.of("AWS_KMS"));
    conditions.put("kms:multiregion", List.of("false"));
    key.tags().forEach((name, value) -> conditions.put(tagKey(name), List.of(value)));
    var request = request(action, key.arn(), call, conditions);
    var reason = refusal(keyPolicy(key), request, key.account());
    if (!reason.isEmpty()) {
      throw denied(request, reason);
    }
  }

  /** For the operations that are about no key. */
  void requireInAccount(String action, String resource, KmsCall call) {
    var request = request(action, resource, call, Map.of());
    switch (IdentityPolicies.decide(request)) {
      case ALLOW -> {}
      case DENY -> throw denied(request, "with an explicit deny in an identity-based policy");
      case NO_MATCH -> throw denied(request, notAllowedBy("identity-based", action));
    }
  }

  /** Whether {@code policy}, put on {@code key}, would still let the caller replace it. */
  boolean keepsPolicyInReach(PolicyDocument policy, String keyArn, String account, KmsCall call) {
    return refusal(policy, request("kms:PutKeyPolicy", keyArn, call, Map.of()), account).isEmpty();
  }

  /** The condition keys of an encryption context. */
  static Map<String, List<String>> contextConditions(Map<String, String> context) {
    var conditions = new HashMap<String, List<String>>();
    context.forEach(
        (name, value) ->
            conditions.put(
                "kms:encryptioncontext:" + name.toLowerCase(Locale.ROOT), List.of(value)));
    if (!context.isEmpty()) {
      conditions.put("kms:encryptioncontextkeys", List.copyOf(context.keySet()));
    }
    conditions.put("kms:encryptionalgorithm", List.of("SYMMETRIC_DEFAULT"));
    return conditions;
  }

  /** Why not; empty when allowed. */
  private static String refusal(PolicyDocument keyPolicy, AccessRequest request, String account) {
    var byKey = keyPolicy.evaluate(request);
    if (byKey == Decision.DENY) {
      return "with an explicit deny in a resource-based policy";
    }
    var byIdentity = IdentityPolicies.decide(request);
    if (byIdentity == Decision.DENY) {
      return "with an explicit deny in an identity-based policy";
    }
    boolean sameAccount = request.principal().account().equals(account);
    boolean delegated = keyPolicy.delegates(request);
    if (byKey == Decision.ALLOW && (sameAccount || byIdentity == Decision.ALLOW)) {
      return "";
    }
    if (delegated && byIdentity == Decision.ALLOW) {
      return "";
    }
    boolean keyAllows = delegated || byKey == Decision.ALLOW;
    return notAllowedBy(keyAllows ? "identity-based" : "resource-based", request.action());
  }

  private AccessRequest request(
      String action, String resource, KmsCall call, Map<String, List<String>> more) {
    var principal = call.principal();
    var conditions = new HashMap<>(more);
    conditions.put("kms:calleraccount", List.of(principal.account()));
    conditions.put("aws:principalaccount", List.of(principal.account()));
    conditions.put("aws:principalarn", List.of(principal.arn()));
    conditions.put("aws:userid", List.of(principal.principalId()));
    conditions.put("aws:currenttime", List.of(clock.instant().toString()));
    conditions.put("aws:epochtime", List.of(Long.toString(clock.instant().getEpochSecond())));
    if (principal.type() == Principal.Type.USER) {
      conditions.put("aws:username", List.of(principal.name()));
    }
    call.viaService()
        .ifPresentOrElse(
            service -> conditions.put("kms:viaservice", List.of(service)),
            () -> conditions.put("aws:sourceip", List.of(call.origin().sourceAddress())));
    return new AccessRequest(principal, action, resource, conditions);
  }

  private PolicyDocument keyPolicy(KeyRecord key) {
    if (parsed.size() >= POLICIES_MAX) {
      parsed.clear();
    }
    return parsed.computeIfAbsent(key.policy(), PolicyDocument::parse);
  }

  private static String tagKey(String name) {
    return "aws:resourcetag/" + name.toLowerCase(Locale.ROOT);
  }

  private static String notAllowedBy(String kind, String action) {
    return "because no %s policy allows the %s action".formatted(kind, action);
  }

  private static KmsException denied(AccessRequest request, String reason) {
    return new KmsException(
        Code.AccessDeniedException,
        "User: %s is not authorized to perform: %s on resource: %s %s"
            .formatted(request.principal().arn(), request.action(), request.resource(), reason));
  }
}
