package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeyRecord;
import coffer.kms.ring.KeySpec;
import coffer.kms.ring.KeyState;
import coffer.kms.ring.KeyUsage;
import coffer.kms.service.KmsException.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a key with fresh material and a key policy. */
final class CreateKey implements KmsOperation<CreateKey.Request, CreateKey.Response> {
  /** Keys of one account, pending deletion included. */
  private static final int KEYS_MAX = 10_000;

  private static final List<String> ORIGINS =
      List.of("AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE");

  private final KmsEnvironment kms;

  CreateKey(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String policy,
      @Nullable String description,
      @Nullable String keyUsage,
      @Nullable String customerMasterKeySpec,
      @Nullable String keySpec,
      @Nullable String origin,
      @Nullable Boolean bypassPolicyLockoutSafetyCheck,
      @Nullable List<Tag> tags,
      @Nullable Boolean multiRegion,
      @Nullable String customKeyStoreId,
      @Nullable String xksKeyId)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("description", description)
          .with("keyUsage", keyUsage)
          .with("keySpec", keySpec)
          .with("customerMasterKeySpec", customerMasterKeySpec)
          .with("origin", origin)
          .with("multiRegion", multiRegion)
          .with("bypassPolicyLockoutSafetyCheck", bypassPolicyLockoutSafetyCheck)
          .with("policy", policy)
          .with("tags", tags)
          .map();
    }
  }

  /** The answer. */
  record Response(KeyMetadata keyMetadata) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var account = call.account();
    kms.access().requireInAccount("kms:CreateKey", "*", call);
    refuseUnsupported(request);
    var spec = spec(request);
    var usage = usage(request, spec);
    var keyId = KeyIds.random(kms.random());
    var arn = kms.arns().key(account, keyId);
    var policy =
        request.policy() == null ? DefaultKeyPolicy.ofCustomerKey(account) : request.policy();
    boolean bypass = Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck());
    if (request.policy() != null) {
      KeyPolicyRules.check(policy, arn, account, bypass, kms.access(), call);
    }
    var description =
        Constraints.atMost(request.description(), "description", Constraints.DESCRIPTION_CHARS_MAX);
    var tags = TagRules.merged(Map.of(), request.tags());
    requireRoom(account);
    call.about(arn);
    // Not on the caller's thread: an RSA key takes seconds to make.
    return CompletableFuture.supplyAsync(
            () -> kms.materials().make(spec, arn, KeyMaterial.Origin.FIRST))
        .thenCompose(
            material ->
                create(
                    new KeyRecord(
                        account,
                        keyId,
                        arn,
                        false,
                        KeyState.ENABLED,
                        spec,
                        usage,
                        description,
                        kms.clock().millis(),
                        null,
                        0,
                        policy,
                        KeyRecord.Rotation.OFF,
                        List.of(material),
                        tags)));
  }

  private CompletionStage<Response> create(KeyRecord key) {
    return kms.changes()
        .make(
            () ->
                RingChanges.Change.of(
                    kms.table().creation(key), new Response(KeyMetadata.of(key))));
  }

  private void requireRoom(String account) {
    if (kms.table().keys(account).size() >= KEYS_MAX) {
      throw new KmsException(
          Code.LimitExceededException, "The account has " + KEYS_MAX + " keys already.");
    }
  }

  private static void refuseUnsupported(Request request) {
    if (Boolean.TRUE.equals(request.multiRegion())) {
      throw new KmsException(
          Code.UnsupportedOperationException, "Multi-Region keys are not supported.");
    }
    var origin = Constraints.oneOf(request.origin(), "AWS_KMS", "origin", ORIGINS);
    if (!origin.equals("AWS_KMS")
        || request.customKeyStoreId() != null
        || request.xksKeyId() != null) {
      throw new KmsException(
          Code.UnsupportedOperationException,
          "Keys with other origins than AWS_KMS are not supported.");
    }
  }

  private static KeySpec spec(Request request) {
    if (request.keySpec() != null
        && request.customerMasterKeySpec() != null
        && !request.keySpec().equals(request.customerMasterKeySpec())) {
      throw new KmsException(
          Code.ValidationException,
          "You cannot specify KeySpec and CustomerMasterKeySpec in the same request."
              + " CustomerMasterKeySpec is deprecated.");
    }
    var given = request.keySpec() != null ? request.keySpec() : request.customerMasterKeySpec();
    var names = Arrays.stream(KeySpec.values()).map(KeySpec::name).toList();
    return KeySpec.valueOf(Constraints.oneOf(given, "SYMMETRIC_DEFAULT", "keySpec", names));
  }

  private static KeyUsage usage(Request request, KeySpec spec) {
    if (request.keyUsage() == null && spec != KeySpec.SYMMETRIC_DEFAULT) {
      throw new KmsException(
          Code.ValidationException,
          "You must specify a KeyUsage value for all KMS keys except for symmetric encryption"
              + " keys.");
    }
    var names = Arrays.stream(KeyUsage.values()).map(KeyUsage::name).toList();
    var usage =
        KeyUsage.valueOf(
            Constraints.oneOf(request.keyUsage(), "ENCRYPT_DECRYPT", "keyUsage", names));
    if (!spec.usages().contains(usage)) {
      throw new KmsException(
          Code.ValidationException,
          "KeyUsage " + usage + " is not compatible with KeySpec " + spec);
    }
    return usage;
  }
}
