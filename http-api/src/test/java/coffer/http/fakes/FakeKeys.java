package coffer.http.fakes;

import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.S3Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** KMS keys by every name they are known under; remembers what was asked. */
public final class FakeKeys implements S3Keys {
  public static final String KEY_ARN =
      "arn:aws:kms:us-east-1:000000000000:key/11111111-1111-1111-1111-111111111111";
  public static final String KEY_ID = "11111111-1111-1111-1111-111111111111";
  public static final String OTHER_ARN =
      "arn:aws:kms:us-east-1:000000000000:key/22222222-2222-2222-2222-222222222222";
  public static final String MANAGED_ARN =
      "arn:aws:kms:us-east-1:000000000000:key/99999999-9999-9999-9999-999999999999";
  public static final String ALIAS = "alias/mine";

  /** One question. */
  public record Asked(String keyId, Set<String> actions, Map<String, String> context) {}

  private final Map<String, String> arns = new HashMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private Optional<KmsException> refusal = Optional.empty();

  public FakeKeys() {
    arns.put(KEY_ARN, KEY_ARN);
    arns.put(KEY_ID, KEY_ARN);
    arns.put(ALIAS, KEY_ARN);
    arns.put(OTHER_ARN, OTHER_ARN);
  }

  public void refuse(KmsException with) {
    refusal = Optional.of(with);
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public CompletionStage<String> usable(
      String keyId, Principal caller, Set<String> actions, Map<String, String> context) {
    asked.add(new Asked(keyId, Set.copyOf(actions), Map.copyOf(context)));
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    var arn = arns.get(keyId);
    return arn == null
        ? CompletableFuture.failedFuture(
            new KmsException(KmsException.Code.NotFoundException, "Invalid keyId '" + keyId + "'"))
        : CompletableFuture.completedFuture(arn);
  }

  @Override
  public CompletionStage<String> managed(String account) {
    return CompletableFuture.completedFuture(MANAGED_ARN);
  }
}
