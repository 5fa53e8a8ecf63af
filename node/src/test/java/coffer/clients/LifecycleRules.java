package coffer.clients;

import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** Lifecycle configurations as clients put them. */
final class LifecycleRules {
  private LifecycleRules() {}

  static LifecycleRule expire(String prefix, int days) {
    return rule(b -> b.filter(f -> f.prefix(prefix)).expiration(e -> e.days(days)));
  }

  static LifecycleRule rule(Consumer<LifecycleRule.Builder> change) {
    var builder = LifecycleRule.builder().status(ExpirationStatus.ENABLED);
    change.accept(builder);
    return builder.build();
  }

  static void put(S3Client s3, String bucket, LifecycleRule... rules) {
    s3.putBucketLifecycleConfiguration(
        b -> b.bucket(bucket).lifecycleConfiguration(c -> c.rules(rules)));
  }
}
