package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.Checksum;
import coffer.http.identity.CanonicalId;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects.Listing;
import coffer.http.wire.Query;
import coffer.http.wire.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The XML of ListObjectsV2 and ListObjects. */
final class ListingXml {
  private ListingXml() {}

  /**
   * @param owners whether each object names its owner ({@code fetch-owner})
   */
  static byte[] version2(Bucket bucket, Query query, Listing page, int maxKeys, boolean owners) {
    var text = textOf(query, page, query.first("start-after"));
    var xml = XmlWriter.document("ListBucketResult");
    xml.text("Name", bucket.name());
    xml.text("Prefix", text.of(query.first("prefix").orElse("")));
    xml.text("Delimiter", query.first("delimiter").filter(d -> !d.isEmpty()).map(text::of));
    xml.text("StartAfter", query.first("start-after").map(text::of));
    xml.text("ContinuationToken", query.first("continuation-token"));
    xml.text("NextContinuationToken", page.next().map(PageToken::ofKey));
    xml.text("KeyCount", Integer.toString(page.objects().size() + page.commonPrefixes().size()));
    xml.text("MaxKeys", Integer.toString(maxKeys));
    xml.text("EncodingType", text.encodingType());
    xml.text("IsTruncated", Boolean.toString(page.next().isPresent()));
    page.objects().forEach(object -> contents(xml, bucket, object, text, owners));
    commonPrefixes(xml, page.commonPrefixes(), text);
    return xml.bytes();
  }

  static byte[] version1(Bucket bucket, Query query, Listing page, int maxKeys) {
    var text = textOf(query, page, query.first("marker"));
    var delimiter = query.first("delimiter").filter(d -> !d.isEmpty());
    var xml = XmlWriter.document("ListBucketResult");
    xml.text("Name", bucket.name());
    xml.text("Prefix", text.of(query.first("prefix").orElse("")));
    xml.text("Marker", text.of(query.first("marker").orElse("")));
    // Without a delimiter the last key is the next marker, and S3 does not repeat it.
    xml.text("NextMarker", delimiter.isPresent() ? page.next().map(text::of) : Optional.empty());
    xml.text("Delimiter", delimiter.map(text::of));
    xml.text("MaxKeys", Integer.toString(maxKeys));
    xml.text("EncodingType", text.encodingType());
    xml.text("IsTruncated", Boolean.toString(page.next().isPresent()));
    page.objects().forEach(object -> contents(xml, bucket, object, text, true));
    commonPrefixes(xml, page.commonPrefixes(), text);
    return xml.bytes();
  }

  /** Each object is its own only version: buckets here keep no others. */
  static byte[] versions(Bucket bucket, Query query, Listing page, int maxKeys) {
    var text = textOf(query, page, query.first("key-marker"));
    var xml = XmlWriter.document("ListVersionsResult");
    xml.text("Name", bucket.name());
    xml.text("Prefix", text.of(query.first("prefix").orElse("")));
    xml.text("KeyMarker", text.of(query.first("key-marker").orElse("")));
    xml.text("VersionIdMarker", query.first("version-id-marker").orElse(""));
    xml.text("NextKeyMarker", page.next().map(text::of));
    xml.text(
        "NextVersionIdMarker",
        page.next().filter(next -> !page.commonPrefixes().contains(next)).map(next -> "null"));
    xml.text("Delimiter", query.first("delimiter").filter(d -> !d.isEmpty()).map(text::of));
    xml.text("MaxKeys", Integer.toString(maxKeys));
    xml.text("EncodingType", text.encodingType());
    xml.text("IsTruncated", Boolean.toString(page.next().isPresent()));
    for (var object : page.objects()) {
      xml.open("Version").text("VersionId", "null").text("IsLatest", "true");
      entry(xml, bucket, object, text, true);
    }
    commonPrefixes(xml, page.commonPrefixes(), text);
    return xml.bytes();
  }

  static void commonPrefixes(XmlWriter xml, List<String> prefixes, KeyText text) {
    prefixes.forEach(prefix -> xml.open("CommonPrefixes").text("Prefix", text.of(prefix)).close());
  }

  /** {@code Owner} or {@code Initiator}: Coffer has one id for both of its elements. */
  static void identity(XmlWriter xml, String element, String id) {
    xml.open(element).text("ID", id).text("DisplayName", id).close();
  }

  private static void contents(
      XmlWriter xml, Bucket bucket, ObjectInfo object, KeyText text, boolean owner) {
    xml.open("Contents");
    entry(xml, bucket, object, text, owner);
  }

  /** What every listing says of an object, and the end of its element. */
  private static void entry(
      XmlWriter xml, Bucket bucket, ObjectInfo object, KeyText text, boolean owner) {
    xml.text("Key", text.of(object.key()));
    xml.text("LastModified", HttpDates.xml(object.lastModified()));
    xml.text("ETag", EntityTags.quoted(object.etag()));
    xml.text("ChecksumAlgorithm", object.checksum().map(Checksum::algorithm).map(Enum::name));
    xml.text("ChecksumType", object.checksum().map(Checksum::type).map(Enum::name));
    xml.text("Size", Long.toString(object.size()));
    if (owner) {
      identity(xml, "Owner", CanonicalId.of(bucket.account()));
    }
    xml.text("StorageClass", StorageClasses.of(bucket, object.headers()));
    xml.close();
  }

  private static KeyText textOf(Query query, Listing page, Optional<String> start) {
    return KeyText.of(
        query,
        Stream.of(
                page.objects().stream().map(ObjectInfo::key),
                page.commonPrefixes().stream(),
                query.first("prefix").stream(),
                query.first("delimiter").stream(),
                start.stream())
            .flatMap(each -> each));
  }
}
