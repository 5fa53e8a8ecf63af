package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.encryption.EncryptionDecider;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Objects.EtagRule;
import coffer.http.object.Objects.Handle;
import coffer.http.object.WriteCondition;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * CopyObject: reads one version of the source, decrypted, into a new object under the destination's
 * own encryption. Both permissions are checked before either object is looked at.
 */
public final class CopyObject implements S3Operation {
  private final Access access;
  private final EncryptionDecider encryption;
  private final Objects objects;
  private final SourceRead sources;

  public CopyObject(Access access, EncryptionDecider encryption, Objects objects) {
    this.access = access;
    this.encryption = encryption;
    this.objects = objects;
    this.sources = new SourceRead(access, objects);
  }

  /** Where the copy's metadata comes from: the values of {@code x-amz-metadata-directive}. */
  enum Directive {
    COPY,
    REPLACE;

    static Directive of(Headers headers) {
      return named(headers, "x-amz-metadata-directive", "Unknown metadata directive.");
    }

    static Directive ofTagging(Headers headers) {
      return named(headers, "x-amz-tagging-directive", "Unknown tagging directive.");
    }

    private static Directive named(Headers headers, String header, String message) {
      var text = headers.first(header).orElse(COPY.name());
      for (var directive : values()) {
        if (directive.name().equals(text)) {
          return directive;
        }
      }
      throw Numbers.invalid(header, text, message);
    }
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(bucket -> copy(call, bucket));
  }

  private CompletionStage<S3Response> copy(S3Call call, Bucket bucket) {
    var headers = call.request().headers();
    var key = Keys.of(call.request());
    Unsupported.check(bucket, headers);
    var condition = WriteConditions.ofPut(headers);
    var algorithm = Checksums.algorithm(headers);
    var directive = Directive.of(headers);
    Directive.ofTagging(headers);
    var source = CopySource.of(headers);
    requireChange(call.request().bucket().orElse(""), key, source, directive, headers);
    return sources
        .find(call, source)
        .thenCompose(
            handle -> {
              requireSize(handle.info());
              var kept = metadata(bucket, directive, handle, headers);
              return encryption
                  .forCopy(bucket, key, call.caller(), headers)
                  .thenCompose(
                      chosen -> {
                        var how =
                            BucketNames.kindOf(source.bucket()) == BucketKind.DIRECTORY
                                ? chosen.withoutBucketKey()
                                : chosen;
                        return store(call, bucket, key, kept, how, condition, algorithm, handle);
                      });
            })
        .thenApply(CopyObject::response);
  }

  private CompletionStage<ObjectInfo> store(
      S3Call call,
      Bucket bucket,
      String key,
      Map<String, String> kept,
      ObjectEncryption how,
      WriteCondition condition,
      Optional<ChecksumAlgorithm> asked,
      Handle source) {
    var info = source.info();
    var rule = EtagRules.of(bucket, how);
    var algorithm = asked.or(() -> info.checksum().map(Checksum::algorithm));
    var principal = call.caller().principal();
    return source
        .read(0, info.size(), principal)
        .thenCompose(
            plaintext -> {
              var body = Bodies.ofStored(plaintext, info.size(), algorithm, rule == EtagRule.MD5);
              return objects.put(
                  new Objects.Put(bucket, key, kept, how, rule, condition, body, principal));
            });
  }

  private static Map<String, String> metadata(
      Bucket bucket, Directive directive, Handle source, Headers headers) {
    return switch (directive) {
      case COPY -> ObjectHeaders.ofCopy(bucket, source.info().headers(), headers);
      case REPLACE -> ObjectHeaders.ofRequest(bucket, headers);
    };
  }

  /** An object may be copied onto itself only to change something about it. */
  static void requireChange(
      String bucket, String key, CopySource source, Directive directive, Headers headers) {
    var same = source.bucket().equals(bucket) && source.key().equals(key);
    var changes =
        directive == Directive.REPLACE
            || headers.has(StorageClasses.HEADER)
            || headers.has(ObjectHeaders.WEBSITE_REDIRECT)
            || headers.has(Checksums.ALGORITHM)
            || !headers.startingWith("x-amz-server-side-encryption").isEmpty();
    if (same && !changes) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
  }

  private static void requireSize(ObjectInfo source) {
    if (source.size() > LimitedBody.MAX_UPLOAD) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + LimitedBody.MAX_UPLOAD);
    }
  }

  private static S3Response response(ObjectInfo info) {
    var xml = XmlWriter.document("CopyObjectResult");
    xml.text("LastModified", HttpDates.xml(info.lastModified()));
    xml.text("ETag", EntityTags.quoted(info.etag()));
    Checksums.writeWithType(xml, info.checksum());
    return S3Response.xml(200, xml.bytes()).withAll(EncryptionDecider.describe(info.encryption()));
  }
}
