package coffer.clients;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The requests that every directory bucket test begins with. */
final class DirectoryBuckets {
  private DirectoryBuckets() {}

  /** {@code name--zone1-az1--x-s3}. */
  static String name(String base) {
    return base + "--zone1-az1--x-s3";
  }

  static CreateBucketRequest creation(String bucket) {
    return CreateBucketRequest.builder()
        .bucket(bucket)
        .createBucketConfiguration(
            configuration ->
                configuration
                    .location(l -> l.type(LocationType.AVAILABILITY_ZONE).name("zone1-az1"))
                    .bucket(
                        b ->
                            b.type(BucketType.DIRECTORY)
                                .dataRedundancy(DataRedundancy.SINGLE_AVAILABILITY_ZONE)))
        .build();
  }

  static String create(S3Client s3, String base) {
    s3.createBucket(creation(name(base)));
    return name(base);
  }

  static void encryptWithKms(S3Client s3, String bucket, String keyArn) {
    s3.putBucketEncryption(kmsDefault(bucket, keyArn));
  }

  static PutBucketEncryptionRequest kmsDefault(String bucket, String keyArn) {
    return PutBucketEncryptionRequest.builder()
        .bucket(bucket)
        .serverSideEncryptionConfiguration(
            c ->
                c.rules(
                    ServerSideEncryptionRule.builder()
                        .bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(
                            d ->
                                d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(keyArn))
                        .build()))
        .build();
  }
}
