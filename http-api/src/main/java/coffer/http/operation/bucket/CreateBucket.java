package coffer.http.operation.bucket;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.operation.Access;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.session.Caller;
import coffer.http.wire.S3Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">CreateBucket</a>.
 */
public final class CreateBucket implements S3Operation {
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final Buckets buckets;
  private final Access access;
  private final Clock clock;
  private final SecureRandom random;
  private final String region;
  private final BucketLocation locations;

  public CreateBucket(
      Buckets buckets,
      Access access,
      Clock clock,
      SecureRandom random,
      String region,
      BucketLocation locations) {
    this.buckets = buckets;
    this.access = access;
    this.clock = clock;
    this.random = random;
    this.region = region;
    this.locations = locations;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    var name = call.request().bucket().orElseThrow();
    var kind = BucketNames.kindOf(name);
    BucketNames.require(name);
    authorize(call, kind, name);
    Unsupported.createHeaders(call.request().headers(), kind);
    return Bodies.whole(call, BODY_BYTES_MAX)
        .thenCompose(
            body -> {
              var locationType = locations.check(kind, name, body);
              var bucket = draft(call, kind, name, locationType);
              return buckets.create(bucket).thenApply(existing -> answer(call, bucket, existing));
            });
  }

  private void authorize(S3Call call, BucketKind kind, String name) {
    var account = call.caller().principal().account();
    switch (kind) {
      case DIRECTORY ->
          access.authorizeIdentity(
              call,
              "s3express:CreateBucket",
              "arn:aws:s3express:" + region + ":" + account + ":bucket/" + name);
      case GENERAL_PURPOSE -> {
        if (call.caller() instanceof Caller.Session) {
          throw new S3Exception(S3Error.AccessDenied);
        }
        access.authorizeIdentity(call, "s3:CreateBucket", "arn:aws:s3:::" + name);
      }
    }
  }

  private Bucket draft(S3Call call, BucketKind kind, String name, Optional<String> locationType) {
    var id = new byte[16];
    random.nextBytes(id);
    return new Bucket(
        name,
        kind,
        HexFormat.of().formatHex(id),
        call.caller().principal().account(),
        region,
        BucketNames.zone(name),
        locationType,
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        BucketEncryption.SSE_S3,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private S3Response answer(S3Call call, Bucket made, Optional<Bucket> existing) {
    if (existing.isPresent()) {
      var bucket = existing.get();
      boolean own = bucket.account().equals(call.caller().principal().account());
      // The API page: in us-east-1, creating again what one owns succeeds, for general purpose.
      boolean again =
          own && bucket.kind() == BucketKind.GENERAL_PURPOSE && region.equals("us-east-1");
      if (!again) {
        var error = own ? S3Error.BucketAlreadyOwnedByYou : S3Error.BucketAlreadyExists;
        throw new S3Exception(error, error.message(), Map.of("BucketName", bucket.name()));
      }
    }
    return S3Response.empty(200)
        .with("Location", "/" + made.name())
        .with("x-amz-bucket-arn", made.arn());
  }
}
