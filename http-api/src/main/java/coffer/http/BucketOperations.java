package coffer.http;

import coffer.http.bucket.Buckets;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.operation.Access;
import coffer.http.operation.S3Operation;
import coffer.http.operation.bucket.BucketLocation;
import coffer.http.operation.bucket.CreateBucket;
import coffer.http.operation.bucket.CreateSession;
import coffer.http.operation.bucket.DeleteBucket;
import coffer.http.operation.bucket.DeleteBucketEncryption;
import coffer.http.operation.bucket.DeleteBucketLifecycle;
import coffer.http.operation.bucket.DeleteBucketPolicy;
import coffer.http.operation.bucket.GetBucketEncryption;
import coffer.http.operation.bucket.GetBucketLifecycleConfiguration;
import coffer.http.operation.bucket.GetBucketLocation;
import coffer.http.operation.bucket.GetBucketPolicy;
import coffer.http.operation.bucket.GetBucketVersioning;
import coffer.http.operation.bucket.HeadBucket;
import coffer.http.operation.bucket.ListBuckets;
import coffer.http.operation.bucket.ListDirectoryBuckets;
import coffer.http.operation.bucket.PutBucketEncryption;
import coffer.http.operation.bucket.PutBucketLifecycleConfiguration;
import coffer.http.operation.bucket.PutBucketPolicy;
import coffer.http.session.SessionTickets;
import java.security.SecureRandom;
import java.time.Clock;

/** The operations on buckets and sessions, by their names in the S3 API. */
public record BucketOperations(
    S3Operation createBucket,
    S3Operation deleteBucket,
    S3Operation headBucket,
    S3Operation listBuckets,
    S3Operation listDirectoryBuckets,
    S3Operation getBucketLocation,
    S3Operation getBucketVersioning,
    S3Operation putBucketPolicy,
    S3Operation getBucketPolicy,
    S3Operation deleteBucketPolicy,
    S3Operation putBucketEncryption,
    S3Operation getBucketEncryption,
    S3Operation deleteBucketEncryption,
    S3Operation putBucketLifecycleConfiguration,
    S3Operation getBucketLifecycleConfiguration,
    S3Operation deleteBucketLifecycle,
    S3Operation createSession) {

  /** Makes them. */
  static BucketOperations of(
      Buckets buckets,
      Access access,
      EncryptionDecider decider,
      SessionTickets tickets,
      boolean strictSessions,
      Clock clock,
      SecureRandom random,
      BucketLocation locations) {
    var region = locations.region();
    return new BucketOperations(
        new CreateBucket(buckets, access, clock, random, region, locations),
        new DeleteBucket(buckets, access),
        new HeadBucket(access),
        new ListBuckets(buckets, access, region),
        new ListDirectoryBuckets(buckets, access),
        new GetBucketLocation(access),
        new GetBucketVersioning(access),
        new PutBucketPolicy(buckets, access),
        new GetBucketPolicy(access),
        new DeleteBucketPolicy(buckets, access),
        new PutBucketEncryption(buckets, access, decider),
        new GetBucketEncryption(access),
        new DeleteBucketEncryption(buckets, access),
        new PutBucketLifecycleConfiguration(buckets, access),
        new GetBucketLifecycleConfiguration(access),
        new DeleteBucketLifecycle(buckets, access),
        new CreateSession(buckets, access, decider, tickets, strictSessions));
  }
}
