package coffer.kms.service;

import java.util.Map;

/** Under which name S3 calls KMS, which {@code kms:ViaService} compares. */
final class S3Service {
  private S3Service() {}

  /**
   * @param context directory buckets are told by their context key {@code aws:s3express:arn}
   */
  static String name(Map<String, String> context, String region) {
    var service = context.containsKey("aws:s3express:arn") ? "s3express" : "s3";
    return service + "." + region + ".amazonaws.com";
  }
}
