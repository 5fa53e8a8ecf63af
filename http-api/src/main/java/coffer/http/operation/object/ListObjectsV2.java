package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.object.Objects;
import coffer.http.object.Objects.ListQuery;
import coffer.http.object.Objects.Listing;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Query;
import coffer.http.wire.S3Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** ListObjectsV2: one page of keys, in UTF-8 byte order in either kind of bucket. */
public final class ListObjectsV2 implements S3Operation {
  private final Access access;
  private final Objects objects;

  public ListObjectsV2(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  /**
   * @param maxKeys 0 to 1,000
   * @param after key or common prefix behind which the page starts
   * @param owners whether to name owners
   */
  record Plan(String prefix, String delimiter, String after, int maxKeys, boolean owners) {

    static Plan of(Bucket bucket, Query query) {
      DirectoryListing.check(bucket, query);
      KeyText.check(query);
      var startAfter = query.first("start-after").orElse("");
      if (bucket.kind() == BucketKind.DIRECTORY && !startAfter.isEmpty()) {
        throw Unsupported.feature("StartAfter");
      }
      var token = query.first("continuation-token");
      if (token.isPresent() && token.get().isEmpty()) {
        throw Numbers.invalid(
            "continuation-token", "", "The continuation token provided is incorrect");
      }
      return new Plan(
          query.first("prefix").orElse(""),
          query.first("delimiter").orElse(""),
          token.map(text -> PageToken.decode("continuation-token", text).key()).orElse(startAfter),
          Numbers.pageSize("max-keys", query.first("max-keys")),
          query.first("fetch-owner").filter("true"::equalsIgnoreCase).isPresent());
    }
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListBucket", Need.READ)
        .thenCompose(
            bucket -> {
              var query = call.request().query();
              var plan = Plan.of(bucket, query);
              return page(objects, bucket, plan)
                  .thenApply(
                      page ->
                          S3Response.xml(
                              200,
                              ListingXml.version2(
                                  bucket, query, page, plan.maxKeys(), plan.owners())));
            });
  }

  /** An empty page without a next one when no keys are wanted, as S3 has it. */
  static CompletionStage<Listing> page(Objects objects, Bucket bucket, Plan plan) {
    if (plan.maxKeys() == 0) {
      return CompletableFuture.completedStage(new Listing(List.of(), List.of(), Optional.empty()));
    }
    return objects.list(
        new ListQuery(
            bucket,
            plan.prefix(),
            plan.delimiter(),
            plan.after(),
            plan.maxKeys(),
            bucket.kind() == BucketKind.DIRECTORY));
  }
}
