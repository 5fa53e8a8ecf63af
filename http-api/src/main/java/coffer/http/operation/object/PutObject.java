package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Objects.EtagRule;
import coffer.http.object.WriteCondition;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * PutObject: stores an object whole, or, with {@code x-amz-write-offset-bytes} on a directory
 * bucket, appends to one. Everything in the headers is decided before the body is read.
 */
public final class PutObject implements S3Operation {
  static final String WRITE_OFFSET = "x-amz-write-offset-bytes";

  private final Access access;
  private final EncryptionDecider encryption;
  private final Objects objects;

  public PutObject(Access access, EncryptionDecider encryption, Objects objects) {
    this.access = access;
    this.encryption = encryption;
    this.objects = objects;
  }

  /** What the headers ask for, checked. */
  record Plan(
      String key, Map<String, String> headers, WriteCondition condition, OptionalLong offset) {

    static Plan of(Bucket bucket, String key, Headers headers) {
      Unsupported.check(bucket, headers);
      return new Plan(
          key,
          ObjectHeaders.ofRequest(bucket, headers),
          WriteConditions.ofPut(headers),
          offset(bucket, headers));
    }

    private static OptionalLong offset(Bucket bucket, Headers headers) {
      var text = headers.first(WRITE_OFFSET);
      if (text.isEmpty()) {
        return OptionalLong.empty();
      }
      if (bucket.kind() != BucketKind.DIRECTORY) {
        throw Unsupported.feature("appending to objects.");
      }
      var offset = Numbers.atLeastZero(WRITE_OFFSET, text.get());
      if (offset > 0 && ObjectHeaders.hasMetadata(headers)) {
        throw new S3Exception(
            S3Error.InvalidRequest,
            "User-defined metadata cannot be given when appending to an existing object.");
      }
      return OptionalLong.of(offset);
    }
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> store(call, bucket));
  }

  private CompletionStage<S3Response> store(S3Call call, Bucket bucket) {
    var headers = call.request().headers();
    var plan = Plan.of(bucket, Keys.of(call.request()), headers);
    return encryption
        .forWrite(bucket, plan.key(), call.caller(), headers)
        .thenCompose(how -> store(call, bucket, plan, how))
        .thenApply(info -> response(info, plan.offset().isPresent()));
  }

  private CompletionStage<ObjectInfo> store(
      S3Call call, Bucket bucket, Plan plan, ObjectEncryption how) {
    var rule = EtagRules.of(bucket, how);
    Body body = LimitedBody.of(Bodies.open(call, rule == EtagRule.MD5));
    if (plan.offset().isPresent()) {
      body = NonEmptyBody.of(body);
    }
    var put =
        new Objects.Put(
            bucket,
            plan.key(),
            plan.headers(),
            how,
            rule,
            plan.condition(),
            body,
            call.caller().principal());
    return plan.offset().isPresent()
        ? objects.append(put, plan.offset().getAsLong())
        : objects.put(put);
  }

  private static S3Response response(ObjectInfo info, boolean appended) {
    var response =
        S3Response.empty(200)
            .with("ETag", EntityTags.quoted(info.etag()))
            .withAll(Checksums.headers(info.checksum()))
            .withAll(EncryptionDecider.describe(info.encryption()));
    return appended ? response.with("x-amz-object-size", Long.toString(info.size())) : response;
  }
}
