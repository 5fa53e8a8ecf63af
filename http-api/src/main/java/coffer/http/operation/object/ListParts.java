package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.identity.CanonicalId;
import coffer.http.object.Uploads;
import coffer.http.object.Uploads.Part;
import coffer.http.object.Uploads.Upload;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** ListParts: one page of the parts of an upload in progress. */
public final class ListParts implements S3Operation {
  private final Access access;
  private final Uploads uploads;

  public ListParts(Access access, Uploads uploads) {
    this.access = access;
    this.uploads = uploads;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:ListMultipartUploadParts", Need.READ)
        .thenCompose(bucket -> list(call, bucket));
  }

  private CompletionStage<S3Response> list(S3Call call, Bucket bucket) {
    var query = call.request().query();
    var id = UploadRequest.uploadId(query);
    var maxParts = Numbers.pageSize("max-parts", query.first("max-parts"));
    var marker = Numbers.marker("part-number-marker", query.first("part-number-marker"));
    return uploads
        .find(bucket, Keys.of(call.request()), id)
        .thenCompose(
            found -> {
              var upload = found.orElseThrow(() -> UploadRequest.noSuchUpload(id));
              return parts(bucket, upload, marker, maxParts)
                  .thenApply(
                      parts -> S3Response.xml(200, xml(bucket, upload, parts, marker, maxParts)));
            });
  }

  private CompletionStage<List<Part>> parts(
      Bucket bucket, Upload upload, int marker, int maxParts) {
    return maxParts == 0
        ? CompletableFuture.completedStage(List.of())
        : uploads.parts(bucket, upload, marker, maxParts);
  }

  /**
   * @param parts perhaps one more than {@code maxParts}
   */
  static byte[] xml(Bucket bucket, Upload upload, List<Part> parts, int marker, int maxParts) {
    var page = parts.subList(0, Math.min(parts.size(), maxParts));
    var xml = XmlWriter.document("ListPartsResult");
    xml.text("Bucket", bucket.name());
    xml.text("Key", upload.key());
    xml.text("UploadId", upload.uploadId());
    ListingXml.identity(xml, "Initiator", upload.initiator());
    ListingXml.identity(xml, "Owner", CanonicalId.of(bucket.account()));
    xml.text("StorageClass", StorageClasses.of(bucket, upload.headers()));
    xml.text("PartNumberMarker", Integer.toString(marker));
    xml.text(
        "NextPartNumberMarker",
        Integer.toString(page.isEmpty() ? marker : page.getLast().number()));
    xml.text("MaxParts", Integer.toString(maxParts));
    xml.text("IsTruncated", Boolean.toString(parts.size() > page.size()));
    xml.text("ChecksumAlgorithm", upload.checksumAlgorithm().map(Enum::name));
    xml.text("ChecksumType", upload.checksumType().map(Enum::name));
    for (var part : page) {
      xml.open("Part");
      xml.text("PartNumber", Integer.toString(part.number()));
      xml.text("LastModified", HttpDates.xml(part.lastModified()));
      xml.text("ETag", EntityTags.quoted(part.etag()));
      xml.text("Size", Long.toString(part.size()));
      Checksums.write(xml, part.checksum());
      xml.close();
    }
    return xml.bytes();
  }
}
