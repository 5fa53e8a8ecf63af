package coffer.node.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import java.time.Instant;
import java.util.Optional;

/** A bucket for tests that need one. */
public final class SampleBucket {
  public static final Bucket BUCKET =
      new Bucket(
          "bucket",
          BucketKind.GENERAL_PURPOSE,
          "0123456789abcdef0123456789abcdef",
          "000000000000",
          "us-east-1",
          Optional.empty(),
          Optional.empty(),
          Instant.EPOCH,
          BucketEncryption.SSE_S3,
          Optional.empty(),
          Optional.empty(),
          1);

  private SampleBucket() {}
}
