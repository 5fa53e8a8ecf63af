package coffer.kms.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One statement of a policy.
 *
 * @param allow the effect: Allow, otherwise Deny
 * @param principal whom it is about; empty in identity policies, where it is the identity itself
 * @param notActions whether {@code actions} are the ones it is not about; likewise {@code
 *     notResources}
 * @param conditions all of which must hold
 */
record Statement(
    Optional<String> sid,
    boolean allow,
    Optional<PrincipalPattern> principal,
    boolean notActions,
    List<String> actions,
    boolean notResources,
    List<String> resources,
    List<Condition> conditions) {

  Statement {
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
    conditions = List.copyOf(conditions);
  }

  /** Whether the statement is about the request, and if so whom it names. */
  PrincipalPattern.Match match(AccessRequest request) {
    if (!isAbout(request)) {
      return PrincipalPattern.Match.NONE;
    }
    return principal
        .map(pattern -> pattern.match(request.principal()))
        .orElse(PrincipalPattern.Match.DIRECT);
  }

  private boolean isAbout(AccessRequest request) {
    var action = request.action().toLowerCase(Locale.ROOT);
    boolean actionNamed =
        actions.stream()
            .anyMatch(pattern -> Wildcard.matches(pattern.toLowerCase(Locale.ROOT), action));
    boolean resourceNamed =
        resources.stream().anyMatch(pattern -> Wildcard.matches(pattern, request.resource()));
    return actionNamed != notActions
        && resourceNamed != notResources
        && conditions.stream().allMatch(condition -> condition.holds(request.conditions()));
  }
}
