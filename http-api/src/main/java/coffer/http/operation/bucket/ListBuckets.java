package coffer.http.operation.bucket;

import coffer.http.bucket.BucketKind;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.identity.CanonicalId;
import coffer.http.operation.Access;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.concurrent.CompletionStage;

/**
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html">ListBuckets</a>.
 */
public final class ListBuckets implements S3Operation {
  private static final int BUCKETS_MAX = 10_000;

  private final BucketPages pages;
  private final Access access;
  private final String region;

  public ListBuckets(Buckets buckets, Access access, String region) {
    this.pages = new BucketPages(buckets);
    this.access = access;
    this.region = region;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    access.authorizeIdentity(call, "s3:ListAllMyBuckets", "*");
    var query = call.request().query();
    var account = call.caller().principal().account();
    var prefix = query.first("prefix").orElse("");
    int limit = BucketPages.number(query, "max-buckets", 1, BUCKETS_MAX, BUCKETS_MAX);
    if (!query.first("bucket-region").orElse(region).equals(region)) {
      throw new S3Exception(
          S3Error.InvalidArgument, "bucket-region is not a region of this endpoint");
    }
    return pages
        .page(BucketKind.GENERAL_PURPOSE, account, query.first("continuation-token"), prefix, limit)
        .thenApply(
            page -> {
              var xml =
                  XmlWriter.document("ListAllMyBucketsResult")
                      .open("Owner")
                      .text("ID", CanonicalId.of(account))
                      .close()
                      .open("Buckets");
              for (var bucket : page.buckets()) {
                xml.open("Bucket")
                    .text("Name", bucket.name())
                    .text("CreationDate", XmlDates.millis(bucket.created()))
                    .text("BucketRegion", bucket.region())
                    .text("BucketArn", bucket.arn())
                    .close();
              }
              xml.close().text("ContinuationToken", page.next());
              query.first("prefix").ifPresent(asked -> xml.text("Prefix", asked));
              return S3Response.xml(200, xml.bytes());
            });
  }
}
