package coffer.http.encryption;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionOutcome.Refuse;
import coffer.http.encryption.EncryptionOutcome.Use;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.wire.Headers;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsException;
import coffer.kms.service.S3Keys;
import coffer.kms.stage.StageFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Turns the rows of {@code EncryptionRules} into effects: resolves and checks KMS keys. */
public final class EncryptionDecider {
  private static final String GENERATE = "kms:GenerateDataKey";
  private static final String DECRYPT = "kms:Decrypt";
  private static final Set<KmsException.Code> OUT_OF_USE =
      Set.of(
          KmsException.Code.DisabledException,
          KmsException.Code.KMSInvalidStateException,
          KmsException.Code.NotFoundException);

  private final S3Keys keys;

  public EncryptionDecider(S3Keys keys) {
    this.keys = keys;
  }

  /** For PutObject and CreateMultipartUpload. Fails with S3Exception or KmsException. */
  public CompletionStage<ObjectEncryption> forWrite(
      Bucket bucket, String key, Caller caller, Headers headers) {
    return encrypt(
        bucket, key, caller, headers, EncryptionCase.Request.WRITE, sessionSetting(caller));
  }

  /** For the destination of CopyObject. */
  public CompletionStage<ObjectEncryption> forCopy(
      Bucket bucket, String key, Caller caller, Headers headers) {
    return encrypt(bucket, key, caller, headers, EncryptionCase.Request.COPY, Optional.empty());
  }

  /** UploadPart and UploadPartCopy take no encryption headers; fails if there are some. */
  public void forPart(Bucket bucket, Headers headers) {
    check(bucket, headers, EncryptionCase.Request.PART);
  }

  /**
   * UploadPartCopy into a directory bucket: the upload's encryption must equal the bucket's
   * default.
   */
  public void forPartCopy(Bucket bucket, ObjectEncryption upload, Headers headers) {
    check(bucket, headers, EncryptionCase.Request.PART);
    if (bucket.kind() == BucketKind.DIRECTORY
        && upload.algorithm() != bucket.encryption().algorithm()) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The encryption settings of the multipart upload must match the default encryption of"
              + " the bucket.");
    }
  }

  /** GET, HEAD and GetObjectAttributes take no encryption headers; fails if there are some. */
  public void forRead(Bucket bucket, Headers headers) {
    check(bucket, headers, EncryptionCase.Request.READ);
  }

  /**
   * For CreateSession: what its headers set, empty when they set nothing. Checks that the caller
   * may use the KMS key where the session would, since later requests carry no identity of their
   * own.
   */
  public CompletionStage<Optional<ObjectEncryption>> forSession(
      Bucket bucket, Caller caller, Headers headers, SessionTicket.Mode mode) {
    var asked =
        EncryptionReading.of(
            bucket,
            EncryptionCase.Request.SESSION,
            bucket.encryption().algorithm(),
            EncryptionHeaders.parse(headers));
    var use =
        switch (EncryptionRules.decide(asked)) {
          case Refuse refuse -> throw refuse.exception();
          case Use chosen -> chosen;
        };
    Optional<ObjectEncryption> explicit =
        switch (use) {
          case SSE_S3 -> Optional.of(ObjectEncryption.SSE_S3);
          case PINNED_KEY -> Optional.of(pinned(bucket, true));
          case SETTING, NAMED_KEY, MANAGED_KEY, NOTHING -> Optional.empty();
        };
    var keyArn = explicit.orElseGet(() -> directoryDefault(bucket, true)).kmsKeyArn();
    if (keyArn.isEmpty()) {
      return CompletableFuture.completedFuture(explicit);
    }
    var actions =
        mode == SessionTicket.Mode.READ_ONLY ? Set.of(DECRYPT) : Set.of(GENERATE, DECRYPT);
    return keys.usable(keyArn.get(), caller.principal(), actions, directoryContext(bucket))
        .handle(
            (usable, failure) -> {
              if (failure != null && !(explicit.isEmpty() && isOutOfUse(failure))) {
                throw new CompletionException(StageFailure.cause(failure));
              }
              return explicit;
            });
  }

  /**
   * A key that is out of use refuses each object that needs it. The session stays possible, since
   * SDKs open one to change or delete the bucket too.
   */
  private static boolean isOutOfUse(Throwable failure) {
    return StageFailure.cause(failure) instanceof KmsException refusal
        && OUT_OF_USE.contains(refusal.code());
  }

  /** What a session with that setting encrypts with at present; for CreateSession's answer. */
  public static ObjectEncryption ofSession(Bucket bucket, Optional<ObjectEncryption> setting) {
    return setting.orElseGet(() -> directoryDefault(bucket, true));
  }

  /**
   * For PutBucketEncryption: the new configuration of the bucket.
   *
   * @param asked algorithm, key and bucket key flag of the XML, as headers would say them
   */
  public CompletionStage<BucketEncryption> forBucket(
      Bucket bucket, Principal caller, EncryptionHeaders asked) {
    var cell =
        EncryptionReading.of(
            bucket, EncryptionCase.Request.BUCKET_DEFAULT, bucket.encryption().algorithm(), asked);
    boolean bucketKey = cell.bucketKey() == EncryptionCase.BucketKey.TRUE;
    var pinned = bucket.encryption().pinnedKeyArn();
    return switch (EncryptionRules.decide(cell)) {
      case Refuse refuse -> throw refuse.exception();
      case Use use ->
          switch (use) {
            case SSE_S3, SETTING, NOTHING ->
                CompletableFuture.completedFuture(
                    new BucketEncryption(SseAlgorithm.AES256, Optional.empty(), bucketKey, pinned));
            // General purpose: the key is not looked at before an object needs it.
            case MANAGED_KEY, NAMED_KEY, PINNED_KEY ->
                bucket.kind() == BucketKind.GENERAL_PURPOSE
                    ? CompletableFuture.completedFuture(
                        new BucketEncryption(
                            SseAlgorithm.AWS_KMS, asked.keyId(), bucketKey, pinned))
                    : pin(bucket, caller, asked.keyId().orElseThrow());
          };
    };
  }

  private CompletionStage<BucketEncryption> pin(Bucket bucket, Principal caller, String keyId) {
    return keys.usable(keyId, caller, Set.of(GENERATE, DECRYPT), directoryContext(bucket))
        .thenApply(
            arn ->
                new BucketEncryption(
                    SseAlgorithm.AWS_KMS, Optional.of(keyId), true, Optional.of(arn)));
  }

  /** The response headers that tell how an object is encrypted. */
  public static Map<String, String> describe(ObjectEncryption encryption) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(EncryptionHeaders.ALGORITHM, encryption.algorithm().wireName());
    encryption.kmsKeyArn().ifPresent(arn -> headers.put(EncryptionHeaders.KEY_ID, arn));
    if (encryption.bucketKey()) {
      headers.put(EncryptionHeaders.BUCKET_KEY, "true");
    }
    return headers;
  }

  private static void check(Bucket bucket, Headers headers, EncryptionCase.Request request) {
    var asked =
        EncryptionReading.of(
            bucket, request, bucket.encryption().algorithm(), EncryptionHeaders.parse(headers));
    switch (EncryptionRules.decide(asked)) {
      case Refuse refuse -> throw refuse.exception();
      case Use nothing -> {}
    }
  }

  private CompletionStage<ObjectEncryption> encrypt(
      Bucket bucket,
      String key,
      Caller caller,
      Headers headers,
      EncryptionCase.Request request,
      Optional<ObjectEncryption> session) {
    var parsed = EncryptionHeaders.parse(headers);
    boolean copy = request == EncryptionCase.Request.COPY;
    var setting = session.map(ObjectEncryption::algorithm).orElse(bucket.encryption().algorithm());
    var asked = EncryptionReading.of(bucket, request, setting, parsed);
    return switch (EncryptionRules.decide(asked)) {
      case Refuse refuse -> CompletableFuture.failedFuture(refuse.exception());
      case Use use ->
          bucket.kind() == BucketKind.DIRECTORY
              ? CompletableFuture.completedFuture(directory(bucket, use, session, !copy))
              : general(bucket, key, caller, parsed, asked.bucketKey(), use);
    };
  }

  /** Directory buckets need no look-up: the pinned key was checked when it was set. */
  private static ObjectEncryption directory(
      Bucket bucket, Use use, Optional<ObjectEncryption> session, boolean bucketKey) {
    return switch (use) {
      case SSE_S3 -> ObjectEncryption.SSE_S3;
      case PINNED_KEY -> pinned(bucket, bucketKey);
      case SETTING -> session.orElseGet(() -> directoryDefault(bucket, bucketKey));
      case NAMED_KEY, MANAGED_KEY, NOTHING ->
          throw new IllegalStateException("no rule for directory buckets says " + use);
    };
  }

  private CompletionStage<ObjectEncryption> general(
      Bucket bucket,
      String key,
      Caller caller,
      EncryptionHeaders headers,
      EncryptionCase.BucketKey asked,
      Use use) {
    var keyId =
        switch (use) {
          case NAMED_KEY -> headers.keyId();
          case SETTING -> bucket.encryption().kmsMasterKeyId();
          case MANAGED_KEY, SSE_S3, PINNED_KEY, NOTHING -> Optional.<String>empty();
        };
    boolean kms =
        switch (use) {
          case SETTING -> bucket.encryption().algorithm() == SseAlgorithm.AWS_KMS;
          case NAMED_KEY, MANAGED_KEY -> true;
          case SSE_S3, PINNED_KEY, NOTHING -> false;
        };
    if (!kms) {
      return CompletableFuture.completedFuture(ObjectEncryption.SSE_S3);
    }
    boolean bucketKey =
        switch (asked) {
          case TRUE -> true;
          case FALSE, MALFORMED -> false;
          case ABSENT -> bucket.encryption().bucketKeyEnabled();
        };
    var own = bucketKey ? bucket.arn() : bucket.arn() + "/" + key;
    var sent = headers.context().flatMap(EncryptionContext::decode).orElse(Map.of());
    var userContext = new LinkedHashMap<>(sent);
    var reserved = userContext.remove(EncryptionContext.GENERAL_PAIR);
    if (reserved != null && !reserved.equals(own)) {
      return CompletableFuture.failedFuture(
          new S3Exception(
              S3Error.InvalidArgument, "The encryption context key aws:s3:arn is reserved."));
    }
    var context = new LinkedHashMap<String, String>(userContext);
    context.put(EncryptionContext.GENERAL_PAIR, own);
    return keyId
        .map(id -> keys.usable(id, caller.principal(), Set.of(GENERATE), context))
        .orElseGet(() -> keys.managed(bucket.account()))
        .thenApply(
            arn ->
                new ObjectEncryption(
                    SseAlgorithm.AWS_KMS, Optional.of(arn), bucketKey, userContext));
  }

  private static Optional<ObjectEncryption> sessionSetting(Caller caller) {
    return switch (caller) {
      case Caller.Session session -> session.ticket().encryption();
      case Caller.Iam iam -> Optional.empty();
    };
  }

  private static ObjectEncryption directoryDefault(Bucket bucket, boolean bucketKey) {
    return switch (bucket.encryption().algorithm()) {
      case AES256 -> ObjectEncryption.SSE_S3;
      case AWS_KMS -> pinned(bucket, bucketKey);
    };
  }

  private static ObjectEncryption pinned(Bucket bucket, boolean bucketKey) {
    return ObjectEncryption.kms(bucket.encryption().pinnedKeyArn().orElseThrow(), bucketKey);
  }

  private static Map<String, String> directoryContext(Bucket bucket) {
    return Map.of(EncryptionContext.DIRECTORY_PAIR, bucket.arn());
  }
}
