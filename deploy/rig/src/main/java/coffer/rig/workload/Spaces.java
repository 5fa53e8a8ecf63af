package coffer.rig.workload;

import coffer.rig.ClusterUnderTest;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Makes the buckets of a run: two directory buckets in each zone and two ordinary ones. */
final class Spaces {
  private static final String AES256 = "AES256";
  private static final String KMS = "aws:kms";

  private final S3Client s3;
  private final String run;
  private final String keyArn;
  private final List<Space> spaces = new ArrayList<>();

  private Spaces(S3Client s3, String run, String keyArn) {
    this.s3 = s3;
    this.run = run;
    this.keyArn = keyArn;
  }

  /**
   * @param run stands in the names, so that a cluster can be used for more than one run
   */
  static List<Space> create(ClusterUnderTest cluster, String run) {
    try (var connection = Connection.to(cluster, 0);
        var kms = Connection.kms(cluster)) {
      var key = kms.createKey(b -> b.description("chaos rig " + run)).keyMetadata().arn();
      var made = new Spaces(connection.s3(), run, key);
      for (var zone : cluster.zones()) {
        made.add("rig-" + run + "-aes--" + zone + "--x-s3", zone, AES256);
        made.add("rig-" + run + "-kms--" + zone + "--x-s3", zone, KMS);
      }
      made.add("rig-" + run + "-aes", "", AES256);
      made.add("rig-" + run + "-kms", "", KMS);
      return List.copyOf(made.spaces);
    }
  }

  private void add(String bucket, String zone, String encryption) {
    var request = CreateBucketRequest.builder().bucket(bucket);
    if (!zone.isEmpty()) {
      request.createBucketConfiguration(
          configuration ->
              configuration
                  .location(l -> l.type(LocationType.AVAILABILITY_ZONE).name(zone))
                  .bucket(
                      b ->
                          b.type(BucketType.DIRECTORY)
                              .dataRedundancy(DataRedundancy.SINGLE_AVAILABILITY_ZONE)));
    }
    try {
      s3.createBucket(request.build());
    } catch (BucketAlreadyOwnedByYouException retried) {
      // An attempt of the SDK before this one made it.
    }
    if (encryption.equals(KMS)) {
      s3.putBucketEncryption(
          b -> b.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(kmsDefault())));
    }
    spaces.add(new Space(bucket, !zone.isEmpty(), encryption));
  }

  private ServerSideEncryptionRule kmsDefault() {
    return ServerSideEncryptionRule.builder()
        .bucketKeyEnabled(true)
        .applyServerSideEncryptionByDefault(
            d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(keyArn))
        .build();
  }
}
