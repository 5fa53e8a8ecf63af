package coffer.node.object;

import coffer.kms.envelope.DataKey;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SealedKey;
import coffer.kms.policy.Principal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Data keys "wrapped" by being shown; remembers which sealed keys were asked for. */
final class MemoryKeys implements DataKeys {
  final List<SealedKey> seals = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();

  @Override
  public CompletionStage<SealedKey> seal(
      SealedKey.Purpose purpose, String keyArn, Map<String, String> context, Principal caller) {
    var made = new SealedKey(purpose, keyArn, context, new byte[] {1});
    seals.add(made);
    return CompletableFuture.completedFuture(made);
  }

  @Override
  public CompletionStage<IssuedDataKey> issue(
      SealedKey under, KeyBinding binding, Principal caller) {
    var bytes = new byte[DataKey.BYTES];
    random.nextBytes(bytes);
    return CompletableFuture.completedFuture(
        new IssuedDataKey(DataKey.copyOf(bytes), bytes.clone()));
  }

  @Override
  public CompletionStage<DataKey> open(
      SealedKey under, byte[] wrapped, KeyBinding binding, Principal caller) {
    return CompletableFuture.completedFuture(DataKey.copyOf(wrapped));
  }
}
