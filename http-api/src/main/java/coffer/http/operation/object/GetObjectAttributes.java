package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.object.ObjectInfo;
import coffer.http.object.ObjectInfo.PartInfo;
import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** GetObjectAttributes: chosen facts about an object, as XML. */
public final class GetObjectAttributes implements S3Operation {
  private static final String ATTRIBUTES = "x-amz-object-attributes";

  private final Access access;
  private final EncryptionDecider encryption;
  private final Objects objects;

  public GetObjectAttributes(Access access, EncryptionDecider encryption, Objects objects) {
    this.access = access;
    this.encryption = encryption;
    this.objects = objects;
  }

  /** The names are the API's. */
  enum Attribute {
    ETag,
    Checksum,
    ObjectParts,
    StorageClass,
    ObjectSize;

    /** Fails with InvalidArgument when there are none, or unknown ones. */
    static Set<Attribute> requested(Headers headers) {
      var requested = EnumSet.noneOf(Attribute.class);
      headers.all(ATTRIBUTES).stream()
          .flatMap(value -> Arrays.stream(value.split(",")))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .forEach(name -> requested.add(named(name)));
      if (requested.isEmpty()) {
        throw Numbers.invalid(
            ATTRIBUTES, "", "The x-amz-object-attributes header must name an attribute.");
      }
      return requested;
    }

    private static Attribute named(String name) {
      return Arrays.stream(values())
          .filter(attribute -> attribute.name().equals(name))
          .findFirst()
          .orElseThrow(
              () -> Numbers.invalid(ATTRIBUTES, name, "Invalid attribute name specified."));
    }
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:GetObject", Need.READ)
        .thenCompose(readable -> access.authorize(call, "s3:GetObjectAttributes", Need.READ))
        .thenCompose(bucket -> describe(call, bucket));
  }

  private CompletionStage<S3Response> describe(S3Call call, Bucket bucket) {
    var request = call.request();
    var headers = request.headers();
    Versions.requireNull(request.query());
    encryption.forRead(bucket, headers);
    var requested = Attribute.requested(headers);
    var maxParts = Numbers.pageSize("max-parts", headers.first("x-amz-max-parts"));
    var marker = Numbers.marker("part-number-marker", headers.first("x-amz-part-number-marker"));
    var key = Keys.of(request);
    return objects
        .info(bucket, key)
        .thenApply(
            found -> {
              var info = found.orElseThrow(() -> Missing.object(access, call, bucket, key));
              return S3Response.xml(200, xml(bucket, info, requested, marker, maxParts))
                  .with("Last-Modified", HttpDates.header(info.lastModified()));
            });
  }

  static byte[] xml(
      Bucket bucket, ObjectInfo info, Set<Attribute> requested, int marker, int maxParts) {
    var xml = XmlWriter.document("GetObjectAttributesResponse");
    if (requested.contains(Attribute.ETag)) {
      xml.text("ETag", info.etag());
    }
    if (requested.contains(Attribute.Checksum) && info.checksum().isPresent()) {
      xml.open("Checksum");
      Checksums.writeWithType(xml, info.checksum());
      xml.close();
    }
    if (requested.contains(Attribute.ObjectParts) && !info.parts().isEmpty()) {
      parts(xml, bucket, info, marker, maxParts);
    }
    if (requested.contains(Attribute.StorageClass)) {
      xml.text("StorageClass", StorageClasses.of(bucket, info.headers()));
    }
    if (requested.contains(Attribute.ObjectSize)) {
      xml.text("ObjectSize", Long.toString(info.size()));
    }
    return xml.bytes();
  }

  private static void parts(
      XmlWriter xml, Bucket bucket, ObjectInfo info, int marker, int maxParts) {
    xml.open("ObjectParts");
    xml.text("PartsCount", Integer.toString(info.parts().size()));
    // General purpose buckets list the parts only of uploads whose parts carry checksums.
    if (bucket.kind() == BucketKind.DIRECTORY
        || info.parts().stream().anyMatch(part -> part.checksum().isPresent())) {
      var behind = info.parts().stream().filter(part -> part.number() > marker).toList();
      var page = behind.subList(0, Math.min(maxParts, behind.size()));
      xml.text("PartNumberMarker", Integer.toString(marker));
      xml.text(
          "NextPartNumberMarker",
          Integer.toString(page.isEmpty() ? marker : page.getLast().number()));
      xml.text("MaxParts", Integer.toString(maxParts));
      xml.text("IsTruncated", Boolean.toString(page.size() < behind.size()));
      page.forEach(part -> part(xml, part));
    }
    xml.close();
  }

  private static void part(XmlWriter xml, PartInfo part) {
    xml.open("Part");
    xml.text("PartNumber", Integer.toString(part.number()));
    xml.text("Size", Long.toString(part.size()));
    Checksums.write(xml, part.checksum());
    xml.close();
  }
}
