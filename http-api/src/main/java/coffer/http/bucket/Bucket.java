package coffer.http.bucket;

import java.time.Instant;
import java.util.Optional;

/**
 * A bucket and its configuration at one version.
 *
 * @param id 32 hex digits, random: a bucket deleted and made again under the same name has another
 *     id
 * @param account the owner, twelve digits
 * @param region the region that made it
 * @param zone the zone of a directory bucket, for example {@code zone1-az1}; empty for general
 *     purpose
 * @param locationType {@code AvailabilityZone} or {@code LocalZone} for directory buckets, else
 *     empty
 * @param policy the bucket policy as JSON text, verbatim
 * @param lifecycle the lifecycle configuration as the XML text that was put
 * @param version counts up with every change of the configuration, from 1; a write names the
 *     version it read
 */
public record Bucket(
    String name,
    BucketKind kind,
    String id,
    String account,
    String region,
    Optional<String> zone,
    Optional<String> locationType,
    Instant created,
    BucketEncryption encryption,
    Optional<String> policy,
    Optional<String> lifecycle,
    long version) {

  /** {@code arn:aws:s3express:region:account:bucket/name} or {@code arn:aws:s3:::name}. */
  public String arn() {
    return switch (kind) {
      case DIRECTORY -> "arn:aws:s3express:" + region + ":" + account + ":bucket/" + name;
      case GENERAL_PURPOSE -> "arn:aws:s3:::" + name;
    };
  }

  public Bucket withEncryption(BucketEncryption changed) {
    return new Bucket(
        name,
        kind,
        id,
        account,
        region,
        zone,
        locationType,
        created,
        changed,
        policy,
        lifecycle,
        version);
  }

  public Bucket withPolicy(Optional<String> changed) {
    return new Bucket(
        name,
        kind,
        id,
        account,
        region,
        zone,
        locationType,
        created,
        encryption,
        changed,
        lifecycle,
        version);
  }

  public Bucket withLifecycle(Optional<String> changed) {
    return new Bucket(
        name,
        kind,
        id,
        account,
        region,
        zone,
        locationType,
        created,
        encryption,
        policy,
        changed,
        version);
  }

  public Bucket withVersion(long changed) {
    return new Bucket(
        name,
        kind,
        id,
        account,
        region,
        zone,
        locationType,
        created,
        encryption,
        policy,
        lifecycle,
        changed);
  }
}
