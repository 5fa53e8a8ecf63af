package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.checksum.DeclaredChecksums;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.Bodies;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.operation.object.DeleteRequest.Entry;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import coffer.kms.stage.StageFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DeleteObjects: up to 1,000 keys, each with its own outcome. In general purpose buckets permission
 * is decided for each key, since policies are about keys.
 */
public final class DeleteObjects implements S3Operation {
  static final int MAX_BODY_BYTES = 2 << 20;

  /** How many deletes of one request are under way at a time. */
  private static final int PARALLELISM = 16;

  private static final Logger LOG = LoggerFactory.getLogger(DeleteObjects.class);

  private final Access access;
  private final Objects objects;

  public DeleteObjects(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  /** What became of one key; empty when it is deleted, or was not there. */
  record Outcome(String key, Optional<S3Exception> refusal) {}

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorizeKeysLater(call, Need.WRITE)
        .thenCompose(
            bucket -> {
              requireChecksum(call.request().headers());
              return Bodies.whole(call, MAX_BODY_BYTES)
                  .thenApply(DeleteRequest::parse)
                  .thenCompose(request -> run(request, entry -> delete(call, bucket, entry)));
            });
  }

  /** The API demands that the list of keys arrives as it was sent. */
  static void requireChecksum(Headers headers) {
    if (!headers.has("content-md5") && DeclaredChecksums.of(headers).algorithm().isEmpty()) {
      throw new S3Exception(
          S3Error.InvalidRequest,
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
  }

  private CompletionStage<Boolean> delete(S3Call call, Bucket bucket, Entry entry) {
    var key = Keys.check(entry.key());
    if (!access.permits(call, bucket, key, "s3:DeleteObject", Need.WRITE)) {
      throw new S3Exception(S3Error.AccessDenied);
    }
    entry.versionId().ifPresent(Versions::requireNull);
    return objects.delete(
        bucket,
        key,
        WriteConditions.ofDelete(bucket, entry.etag(), entry.lastModifiedTime(), entry.size()));
  }

  /** Deletes one entry; may throw at once. */
  interface Deletion {
    CompletionStage<Boolean> delete(Entry entry);
  }

  static CompletionStage<S3Response> run(DeleteRequest request, Deletion deletion) {
    return Lanes.map(request.entries(), PARALLELISM, entry -> outcome(entry, deletion))
        .thenApply(outcomes -> S3Response.xml(200, xml(outcomes, request.quiet())));
  }

  private static CompletionStage<Outcome> outcome(Entry entry, Deletion deletion) {
    CompletionStage<Boolean> deleted;
    try {
      deleted = deletion.delete(entry);
    } catch (RuntimeException failure) {
      deleted = CompletableFuture.failedStage(failure);
    }
    return deleted.handle(
        (existed, failure) ->
            new Outcome(entry.key(), Optional.ofNullable(failure).map(DeleteObjects::refusal)));
  }

  private static S3Exception refusal(Throwable failure) {
    var cause = StageFailure.cause(failure);
    if (cause instanceof S3Exception refusal) {
      return refusal;
    }
    LOG.warn("a delete failed", cause);
    return new S3Exception(S3Error.InternalError);
  }

  static byte[] xml(List<Outcome> outcomes, boolean quiet) {
    var xml = XmlWriter.document("DeleteResult");
    for (var outcome : outcomes) {
      if (outcome.refusal().isPresent()) {
        var refusal = outcome.refusal().get();
        xml.open("Error");
        xml.text("Key", outcome.key());
        xml.text("Code", refusal.error().code());
        xml.text("Message", Optional.ofNullable(refusal.getMessage()));
        xml.close();
      } else if (!quiet) {
        xml.open("Deleted").text("Key", outcome.key()).close();
      }
    }
    return xml.bytes();
  }
}
