package coffer.http.operation.object;

import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Query;
import coffer.http.wire.S3Response;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html">ListObjectVersions</a>
 * of a bucket that has never had versioning: each object once, with version id {@code null}.
 * Clients that empty a bucket call it first.
 */
public final class ListObjectVersions implements S3Operation {
  private final Access access;
  private final Objects objects;

  public ListObjectVersions(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListBucketVersions", Need.READ)
        .thenCompose(
            bucket -> {
              var query = call.request().query();
              var plan = plan(query);
              return ListObjectsV2.page(objects, bucket, plan)
                  .thenApply(
                      page ->
                          S3Response.xml(
                              200, ListingXml.versions(bucket, query, page, plan.maxKeys())));
            });
  }

  /** There is nothing behind the one version of a key, so its marker decides nothing. */
  static ListObjectsV2.Plan plan(Query query) {
    KeyText.check(query);
    var keyMarker = query.first("key-marker").orElse("");
    var versionMarker = query.first("version-id-marker").filter(marker -> !marker.isEmpty());
    if (versionMarker.isPresent() && keyMarker.isEmpty()) {
      throw Numbers.invalid(
          "version-id-marker",
          versionMarker.get(),
          "A version-id marker cannot be specified without a key marker.");
    }
    return new ListObjectsV2.Plan(
        query.first("prefix").orElse(""),
        query.first("delimiter").orElse(""),
        keyMarker,
        Numbers.pageSize("max-keys", query.first("max-keys")),
        true);
  }
}
