package coffer.http.operation.object;

import coffer.http.bucket.BucketKind;
import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/** ListObjects, the first version, which older clients use; general purpose buckets only. */
public final class ListObjects implements S3Operation {
  private final Access access;
  private final Objects objects;

  public ListObjects(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListBucket", Need.READ)
        .thenCompose(
            bucket -> {
              if (bucket.kind() == BucketKind.DIRECTORY) {
                throw Unsupported.feature("ListObjects. Use ListObjectsV2.");
              }
              var query = call.request().query();
              KeyText.check(query);
              var plan =
                  new ListObjectsV2.Plan(
                      query.first("prefix").orElse(""),
                      query.first("delimiter").orElse(""),
                      query.first("marker").orElse(""),
                      Numbers.pageSize("max-keys", query.first("max-keys")),
                      true);
              return ListObjectsV2.page(objects, bucket, plan)
                  .thenApply(
                      page ->
                          S3Response.xml(
                              200, ListingXml.version1(bucket, query, page, plan.maxKeys())));
            });
  }
}
