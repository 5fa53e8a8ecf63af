package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.identity.CanonicalId;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.ListQuery;
import coffer.http.object.Uploads.Listing;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Query;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * ListMultipartUploads: one page of uploads in progress. General purpose buckets page by key and
 * upload id; directory buckets by a key marker that is opaque and holds both.
 */
public final class ListMultipartUploads implements S3Operation {
  private final Access access;
  private final Uploads uploads;

  public ListMultipartUploads(Access access, Uploads uploads) {
    this.access = access;
    this.uploads = uploads;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListBucketMultipartUploads", Need.READ)
        .thenCompose(
            bucket -> {
              var query = call.request().query();
              var asked = query(bucket, query);
              return page(asked)
                  .thenApply(page -> S3Response.xml(200, xml(bucket, query, page, asked.limit())));
            });
  }

  private CompletionStage<Listing> page(ListQuery asked) {
    return asked.limit() == 0
        ? CompletableFuture.completedStage(
            new Listing(List.of(), List.of(), Optional.empty(), Optional.empty()))
        : uploads.list(asked);
  }

  static ListQuery query(Bucket bucket, Query query) {
    DirectoryListing.check(bucket, query);
    KeyText.check(query);
    var keyMarker = query.first("key-marker").orElse("");
    var after =
        switch (bucket.kind()) {
          case DIRECTORY -> {
            if (!query.first("upload-id-marker").orElse("").isEmpty()) {
              throw Unsupported.feature("UploadIdMarker");
            }
            yield keyMarker.isEmpty()
                ? new PageToken("", "")
                : PageToken.decode("key-marker", keyMarker);
          }
          case GENERAL_PURPOSE ->
              // An upload id means nothing without its key.
              new PageToken(
                  keyMarker, keyMarker.isEmpty() ? "" : query.first("upload-id-marker").orElse(""));
        };
    return new ListQuery(
        bucket,
        query.first("prefix").orElse(""),
        query.first("delimiter").orElse(""),
        after.key(),
        after.uploadId(),
        Numbers.pageSize("max-uploads", query.first("max-uploads")));
  }

  static byte[] xml(Bucket bucket, Query query, Listing page, int maxUploads) {
    var text = textOf(query, page);
    var xml = XmlWriter.document("ListMultipartUploadsResult");
    xml.text("Bucket", bucket.name());
    xml.text("KeyMarker", text.of(query.first("key-marker").orElse("")));
    switch (bucket.kind()) {
      case DIRECTORY ->
          xml.text(
              "NextKeyMarker",
              page.nextKey()
                  .map(key -> new PageToken(key, page.nextUploadId().orElse("")).encode()));
      case GENERAL_PURPOSE -> {
        xml.text("UploadIdMarker", query.first("upload-id-marker").orElse(""));
        xml.text("NextKeyMarker", page.nextKey().map(text::of));
        xml.text("NextUploadIdMarker", page.nextUploadId());
      }
    }
    xml.text("Prefix", text.of(query.first("prefix").orElse("")));
    xml.text("Delimiter", query.first("delimiter").filter(d -> !d.isEmpty()).map(text::of));
    xml.text("MaxUploads", Integer.toString(maxUploads));
    xml.text("EncodingType", text.encodingType());
    xml.text("IsTruncated", Boolean.toString(page.nextKey().isPresent()));
    page.uploads().forEach(upload -> upload(xml, bucket, upload, text));
    ListingXml.commonPrefixes(xml, page.commonPrefixes(), text);
    return xml.bytes();
  }

  private static void upload(XmlWriter xml, Bucket bucket, Upload upload, KeyText text) {
    xml.open("Upload");
    xml.text("Key", text.of(upload.key()));
    xml.text("UploadId", upload.uploadId());
    ListingXml.identity(xml, "Initiator", upload.initiator());
    ListingXml.identity(xml, "Owner", CanonicalId.of(bucket.account()));
    xml.text("StorageClass", StorageClasses.of(bucket, upload.headers()));
    xml.text("Initiated", HttpDates.xml(upload.initiated()));
    xml.text("ChecksumAlgorithm", upload.checksumAlgorithm().map(Enum::name));
    xml.text("ChecksumType", upload.checksumType().map(Enum::name));
    xml.close();
  }

  private static KeyText textOf(Query query, Listing page) {
    return KeyText.of(
        query,
        Stream.of(
                page.uploads().stream().map(Upload::key),
                page.commonPrefixes().stream(),
                page.nextKey().stream(),
                query.first("prefix").stream(),
                query.first("delimiter").stream(),
                query.first("key-marker").stream())
            .flatMap(each -> each));
  }
}
