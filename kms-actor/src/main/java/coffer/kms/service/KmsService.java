package coffer.kms.service;

import coffer.kms.ring.KeyRing;
import coffer.kms.ring.KeyTable;
import coffer.kms.stage.StageFailure;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The key service of one region on one node: finds operations by their names, runs them, and tells
 * the listener of every call it answered. Holds no state but caches; any number of nodes may serve
 * the same key ring.
 */
public final class KmsService {
  private final KmsEnvironment environment;
  private final KmsCalls listener;
  private final Map<String, KmsOperation<?, ?>> operations;

  /**
   * @param ring where keys are stored
   * @param sealer seals key material under the root key
   * @param region for example {@code us-east-1}; part of every ARN
   */
  public KmsService(
      KeyRing ring,
      MaterialSealer sealer,
      SecureRandom random,
      Clock clock,
      String region,
      KmsCalls listener) {
    this.environment = KmsEnvironment.of(new KeyTable(ring), sealer, random, clock, region);
    this.listener = listener;
    this.operations =
        operations(environment).stream()
            .collect(Collectors.toUnmodifiableMap(KmsOperation::name, Function.identity()));
  }

  private static List<KmsOperation<?, ?>> operations(KmsEnvironment environment) {
    return List.of(
        new CancelKeyDeletion(environment),
        new CreateAlias(environment),
        new CreateKey(environment),
        new Decrypt(environment),
        new DeleteAlias(environment),
        new DescribeKey(environment),
        new DisableKey(environment),
        new DisableKeyRotation(environment),
        new EnableKey(environment),
        new EnableKeyRotation(environment),
        new Encrypt(environment),
        new GenerateDataKey(environment),
        new GenerateDataKeyWithoutPlaintext(environment),
        new GenerateRandom(environment),
        new GetKeyPolicy(environment),
        new GetKeyRotationStatus(environment),
        new ListAliases(environment),
        new ListKeyPolicies(environment),
        new ListKeyRotations(environment),
        new ListKeys(environment),
        new ListResourceTags(environment),
        new PutKeyPolicy(environment),
        new ReEncrypt(environment),
        new RotateKeyOnDemand(environment),
        new ScheduleKeyDeletion(environment),
        new TagResource(environment),
        new UntagResource(environment),
        new UpdateAlias(environment),
        new UpdateKeyDescription(environment));
  }

  /**
   * @param name for example {@code GenerateDataKey}
   */
  public Optional<KmsOperation<?, ?>> operation(String name) {
    return Optional.ofNullable(operations.get(name));
  }

  /** Runs an operation and tells the listener how it went; fails with {@link KmsException}. */
  public <Q extends KmsRequest, R> CompletionStage<R> perform(
      KmsOperation<Q, R> operation, Q request, KmsCall call) {
    return started(() -> operation.perform(request, call))
        .whenComplete(
            (answer, failure) ->
                listener.happened(
                    new KmsCalls.Call(
                        operation.name(),
                        call.principal(),
                        call.keyArn(),
                        call.viaService().isPresent(),
                        errorCode(failure),
                        request.shown(),
                        call.origin())));
  }

  /** What S3 asks before it uses a key. */
  public S3Keys forS3() {
    return new KeysForS3(environment);
  }

  /** The keys between KMS keys and data keys, as {@code KmsActor} makes and opens them. */
  public SealedKeys sealedKeys() {
    return new SealedKeys(environment, this);
  }

  /** The work that falls due with time. */
  public KeyDeadlines deadlines() {
    return new KeyDeadlines(environment);
  }

  private static <R> CompletionStage<R> started(Supplier<CompletionStage<R>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Optional<String> errorCode(@Nullable Throwable failure) {
    if (failure == null) {
      return Optional.empty();
    }
    return Optional.of(
        StageFailure.cause(failure) instanceof KmsException refused
            ? refused.code().name()
            : KmsException.Code.KMSInternalException.name());
  }
}
