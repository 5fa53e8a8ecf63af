package coffer.bench.wire;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Random;

/** Server-side encryption that requests ask for. */
public sealed interface Encryption {

  /** What the bucket does by itself. */
  record BucketDefault() implements Encryption {}

  /** SSE-S3. */
  record S3() implements Encryption {}

  /**
   * SSE-KMS.
   *
   * @param keyId empty for the AWS managed key, which directory buckets do not take
   */
  record Kms(String keyId) implements Encryption {}

  /** SSE-C. AWS takes it over TLS only; the key is fixed, so that reads find what was written. */
  record Customer(String keyBase64, String keyMd5Base64) implements Encryption {}

  /**
   * Reads {@code none}, {@code s3}, {@code kms}, {@code kms:KEY-ID-OR-ARN} or {@code c}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Encryption parse(String text) {
    if (text.startsWith("kms:")) {
      return new Kms(text.substring(4));
    }
    return switch (text) {
      case "none" -> new BucketDefault();
      case "s3" -> new S3();
      case "kms" -> new Kms("");
      case "c" -> customer();
      default -> throw new IllegalArgumentException("there is no --sse " + text);
    };
  }

  /** As on the command line, without a key. */
  default String word() {
    return switch (this) {
      case BucketDefault() -> "none";
      case S3() -> "s3";
      case Kms _ -> "kms";
      case Customer _ -> "c";
    };
  }

  private static Customer customer() {
    var key = new byte[32];
    new Random(32).nextBytes(key);
    try {
      var md5 = MessageDigest.getInstance("MD5").digest(key);
      var base64 = Base64.getEncoder();
      return new Customer(base64.encodeToString(key), base64.encodeToString(md5));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Headers of what makes an object: PutObject, CreateMultipartUpload; and of CreateSession. */
  default Map<String, String> whenWriting() {
    return switch (this) {
      case BucketDefault() -> Map.of();
      case S3() -> Map.of("x-amz-server-side-encryption", "AES256");
      case Kms(var keyId) when keyId.isEmpty() -> Map.of("x-amz-server-side-encryption", "aws:kms");
      case Kms(var keyId) ->
          Map.of(
              "x-amz-server-side-encryption",
              "aws:kms",
              "x-amz-server-side-encryption-aws-kms-key-id",
              keyId);
      case Customer _ -> whenUsing();
    };
  }

  /** Headers of what reads an object or writes a part of one. */
  default Map<String, String> whenUsing() {
    return switch (this) {
      case BucketDefault _, S3 _, Kms _ -> Map.of();
      case Customer(var key, var md5) ->
          Map.of(
              "x-amz-server-side-encryption-customer-algorithm",
              "AES256",
              "x-amz-server-side-encryption-customer-key",
              key,
              "x-amz-server-side-encryption-customer-key-md5",
              md5);
    };
  }
}
