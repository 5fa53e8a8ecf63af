package coffer.http.operation.bucket;

import coffer.http.bucket.BucketKind;
import coffer.http.bucket.Buckets;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.concurrent.CompletionStage;

/**
 * <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListDirectoryBuckets.html">ListDirectoryBuckets</a>.
 */
public final class ListDirectoryBuckets implements S3Operation {
  private static final int BUCKETS_MAX = 1000;

  private final BucketPages pages;
  private final Access access;

  public ListDirectoryBuckets(Buckets buckets, Access access) {
    this.pages = new BucketPages(buckets);
    this.access = access;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    access.authorizeIdentity(call, "s3express:ListAllMyDirectoryBuckets", "*");
    var query = call.request().query();
    var account = call.caller().principal().account();
    int limit = BucketPages.number(query, "max-directory-buckets", 0, BUCKETS_MAX, BUCKETS_MAX);
    return pages
        .page(BucketKind.DIRECTORY, account, query.first("continuation-token"), "", limit)
        .thenApply(
            page -> {
              var xml = XmlWriter.document("ListAllMyDirectoryBucketsResult").open("Buckets");
              for (var bucket : page.buckets()) {
                xml.open("Bucket")
                    .text("Name", bucket.name())
                    .text("CreationDate", XmlDates.millis(bucket.created()))
                    .text("BucketArn", bucket.arn())
                    .close();
              }
              return S3Response.xml(
                  200, xml.close().text("ContinuationToken", page.next()).bytes());
            });
  }
}
