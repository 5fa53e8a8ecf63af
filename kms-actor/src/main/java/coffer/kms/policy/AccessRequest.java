package coffer.kms.policy;

import java.util.List;
import java.util.Map;

/**
 * One question to a policy: may this principal do this action on this resource?
 *
 * @param principal who asks
 * @param action for example {@code kms:Decrypt} or {@code s3express:CreateSession}
 * @param resource the ARN acted on; {@code *} where the action has none
 * @param conditions condition keys in lower case ({@code kms:viaservice}, {@code
 *     s3express:sessionmode}) and their values; a key that is absent from the map is null to the
 *     policy
 */
public record AccessRequest(
    Principal principal, String action, String resource, Map<String, List<String>> conditions) {

  public AccessRequest {
    conditions = Map.copyOf(conditions);
  }
}
