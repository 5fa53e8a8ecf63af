package coffer.http.encryption;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionCase.Ask;
import coffer.http.encryption.EncryptionCase.Context;
import coffer.http.encryption.EncryptionCase.Setting;
import java.util.Optional;

/** Reduces a bucket and the headers of a request to the values that the rules distinguish. */
final class EncryptionReading {
  private EncryptionReading() {}

  static EncryptionCase of(
      Bucket bucket,
      EncryptionCase.Request request,
      SseAlgorithm setting,
      EncryptionHeaders headers) {
    return new EncryptionCase(
        bucket.kind(),
        request,
        setting(bucket, setting),
        ask(bucket, headers),
        context(bucket, headers.context()),
        bucketKey(headers.bucketKey()));
  }

  private static Setting setting(Bucket bucket, SseAlgorithm algorithm) {
    return switch (algorithm) {
      case AWS_KMS -> Setting.SSE_KMS;
      case AES256 ->
          bucket.kind() == BucketKind.DIRECTORY && bucket.encryption().pinnedKeyArn().isPresent()
              ? Setting.SSE_S3_PINNED
              : Setting.SSE_S3;
    };
  }

  private static Ask ask(Bucket bucket, EncryptionHeaders headers) {
    if (headers.customerKey()) {
      return Ask.CUSTOMER_KEY;
    }
    if (headers.algorithm().isEmpty()) {
      return headers.keyId().isPresent() ? Ask.KEY_WITHOUT_ALGORITHM : Ask.NOTHING;
    }
    return switch (headers.algorithm().get()) {
      case "AES256" -> headers.keyId().isPresent() ? Ask.AES256_WITH_KEY : Ask.AES256;
      case "aws:kms" -> kms(bucket.kind(), bucket.encryption(), headers.keyId());
      case "aws:kms:dsse" -> Ask.DSSE;
      case "aws:fsx" -> Ask.FSX;
      default -> Ask.UNKNOWN_ALGORITHM;
    };
  }

  private static Ask kms(BucketKind kind, BucketEncryption encryption, Optional<String> keyId) {
    if (keyId.isEmpty()) {
      return Ask.KMS_WITHOUT_KEY;
    }
    var key = keyId.get();
    if (key.startsWith("alias/") || key.startsWith("arn:") && key.contains(":alias/")) {
      return Ask.KMS_ALIAS;
    }
    boolean pinned =
        kind == BucketKind.DIRECTORY
            && encryption
                .pinnedKeyArn()
                .filter(arn -> arn.equals(key) || bareId(arn).equals(key))
                .isPresent();
    return pinned ? Ask.KMS_PINNED_KEY : Ask.KMS_OTHER_KEY;
  }

  private static String bareId(String keyArn) {
    return keyArn.substring(keyArn.indexOf('/') + 1);
  }

  private static Context context(Bucket bucket, Optional<String> header) {
    if (header.isEmpty()) {
      return Context.ABSENT;
    }
    var decoded = EncryptionContext.decode(header.get());
    if (decoded.isEmpty()) {
      return Context.MALFORMED;
    }
    var pairs = decoded.get();
    boolean bucketArn =
        pairs.size() == 1
            && (bucket.arn().equals(pairs.get(EncryptionContext.DIRECTORY_PAIR))
                || bucket.arn().equals(pairs.get(EncryptionContext.GENERAL_PAIR)));
    return bucketArn ? Context.BUCKET_ARN : Context.OTHER;
  }

  private static EncryptionCase.BucketKey bucketKey(Optional<String> header) {
    return header
        .map(
            value ->
                switch (value) {
                  case "true", "True", "TRUE" -> EncryptionCase.BucketKey.TRUE;
                  case "false", "False", "FALSE" -> EncryptionCase.BucketKey.FALSE;
                  default -> EncryptionCase.BucketKey.MALFORMED;
                })
        .orElse(EncryptionCase.BucketKey.ABSENT);
  }
}
