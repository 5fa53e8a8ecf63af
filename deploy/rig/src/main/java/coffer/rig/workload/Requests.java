package coffer.rig.workload;

import coffer.rig.history.Condition;
import coffer.rig.history.History;
import coffer.rig.history.Kind;
import coffer.rig.history.Operation;
import coffer.rig.history.Outcome;
import coffer.rig.history.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * The calls of one client, each recorded. The number of the operation that made a value stands in
 * its bytes and in its user metadata, so that GET and HEAD both tell it.
 */
final class Requests {
  private static final String NUMBER = "rig-operation";
  private static final int PAGES_MAX = 50;

  private final Calls calls;
  private final Connection connection;
  private final S3Client s3;
  private final History history;
  private final long seed;

  Requests(Calls calls, Connection connection, History history, long seed) {
    this.calls = calls;
    this.connection = connection;
    this.s3 = connection.s3();
    this.history = history;
    this.seed = seed;
  }

  Operation put(Space space, Subject key, int length, Condition condition) {
    var operation =
        calls.call(
            Kind.PUT,
            key,
            Optional.empty(),
            condition,
            id -> {
              var body = Value.of(seed, key.key(), id, length);
              var response =
                  s3.putObject(
                      b -> {
                        b.bucket(key.bucket()).key(key.key()).metadata(number(id));
                        switch (condition) {
                          case Condition.None() -> {}
                          case Condition.IfAbsent() -> b.ifNoneMatch("*");
                          case Condition.IfMatch(_, var etag) -> b.ifMatch(etag);
                        }
                      },
                      RequestBody.fromBytes(body));
              return written(response.eTag());
            });
    return learn(space, operation);
  }

  Operation get(Space space, Subject key) {
    var operation =
        calls.call(
            Kind.GET,
            key,
            id -> {
              var response =
                  s3.getObject(
                      b -> b.bucket(key.bucket()).key(key.key()), ResponseTransformer.toBytes());
              return found(space, response.response(), response.asByteArrayUnsafe());
            });
    return learn(space, operation);
  }

  private Outcome found(Space space, GetObjectResponse head, byte[] body) {
    return switch (Value.judge(seed, body)) {
      case Value.Judgement.Broken(var why) -> new Outcome.Wrong(why);
      case Value.Judgement.Whole(var value) -> {
        var described = described(space, head.metadata(), head.serverSideEncryptionAsString());
        if (described instanceof Outcome.Found(var told, _) && told != value) {
          yield new Outcome.Wrong("body of #" + value + " with metadata of #" + told);
        }
        yield described instanceof Outcome.Wrong ? described : foundAs(value, head.eTag());
      }
    };
  }

  Operation head(Space space, Subject key) {
    return calls.call(
        Kind.HEAD,
        key,
        id -> {
          var head = s3.headObject(b -> b.bucket(key.bucket()).key(key.key()));
          var described = described(space, head.metadata(), head.serverSideEncryptionAsString());
          return described instanceof Outcome.Found(var value, _)
              ? foundAs(value, head.eTag())
              : described;
        });
  }

  private static Outcome described(
      Space space, Map<String, String> metadata, @Nullable String encryption) {
    var number = metadata.get(NUMBER);
    if (number == null) {
      return new Outcome.Wrong("its metadata is gone");
    }
    if (!space.encryption().equals(encryption)) {
      return new Outcome.Wrong("encrypted as " + encryption + ", not " + space.encryption());
    }
    return new Outcome.Found(Long.parseLong(number), "");
  }

  Operation delete(Subject key, Condition condition) {
    return calls.call(
        Kind.DELETE,
        key,
        Optional.empty(),
        condition,
        id -> {
          s3.deleteObject(
              b -> {
                b.bucket(key.bucket()).key(key.key());
                condition.match().ifPresent(match -> b.ifMatch(match.etag()));
              });
          return new Outcome.Written(Optional.empty());
        });
  }

  Operation copy(Space space, Subject from, Subject to, Condition.IfMatch version) {
    var operation =
        calls.call(
            Kind.COPY,
            to,
            Optional.of(from),
            version,
            id ->
                written(
                    s3.copyObject(
                            b ->
                                b.sourceBucket(from.bucket())
                                    .sourceKey(from.key())
                                    .destinationBucket(to.bucket())
                                    .destinationKey(to.key())
                                    .copySourceIfMatch(version.etag()))
                        .copyObjectResult()
                        .eTag()));
    return learn(space, operation);
  }

  Operation rename(Space space, Subject from, Subject to, Condition.IfMatch version) {
    var operation =
        calls.call(
            Kind.RENAME,
            to,
            Optional.of(from),
            version,
            id -> {
              s3.renameObject(
                  b ->
                      b.bucket(to.bucket())
                          .key(to.key())
                          .renameSource(from.key())
                          .sourceIfMatch(version.etag()));
              return written(version.etag());
            });
    return learn(space, operation);
  }

  /** Nothing takes place before the parts are put together, which is the call that is recorded. */
  Operation multipart(Space space, Subject key, int length) {
    var operation =
        calls.call(
            Kind.MULTIPART,
            key,
            id -> {
              var body = Value.of(seed, key.key(), id, length);
              var upload = "";
              var parts = new ArrayList<CompletedPart>();
              try {
                upload =
                    s3.createMultipartUpload(
                            b -> b.bucket(key.bucket()).key(key.key()).metadata(number(id)))
                        .uploadId();
                for (int at = 0; at < length; at += Sizes.PART_BYTES) {
                  parts.add(part(key, upload, parts.size() + 1, body, at));
                }
              } catch (SdkException failed) {
                return calls.notBegun(failed);
              }
              connection.attempts().reset();
              return complete(key, upload, parts);
            });
    return learn(space, operation);
  }

  private CompletedPart part(Subject key, String upload, int number, byte[] body, int at) {
    var bytes = Arrays.copyOfRange(body, at, Math.min(body.length, at + Sizes.PART_BYTES));
    var response =
        s3.uploadPart(
            b -> b.bucket(key.bucket()).key(key.key()).uploadId(upload).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(response.eTag())
        .checksumCRC32(response.checksumCRC32())
        .build();
  }

  private Outcome complete(Subject key, String upload, List<CompletedPart> parts) {
    var response =
        s3.completeMultipartUpload(
            b ->
                b.bucket(key.bucket())
                    .key(key.key())
                    .uploadId(upload)
                    .multipartUpload(m -> m.parts(parts)));
    return written(response.eTag());
  }

  /** In pages of {@code size} keys. */
  Operation list(Subject prefix, int size) {
    return calls.call(
        Kind.LIST,
        prefix,
        id -> {
          var pages = new ArrayList<Outcome.Page>();
          @Nullable String token = null;
          do {
            var request =
                ListObjectsV2Request.builder()
                    .bucket(prefix.bucket())
                    .prefix(prefix.key())
                    .maxKeys(size)
                    .continuationToken(token)
                    .build();
            connection.attempts().reset();
            long invoked = history.now();
            var page = s3.listObjectsV2(request);
            var entries =
                page.contents().stream()
                    .map(object -> new Outcome.Entry(object.key(), bare(object.eTag())))
                    .toList();
            token = page.nextContinuationToken();
            pages.add(new Outcome.Page(invoked, history.now(), entries, token != null));
            if (pages.size() > PAGES_MAX) {
              return new Outcome.Wrong("a listing of a few keys does not end");
            }
          } while (token != null);
          return new Outcome.Listed(pages);
        });
  }

  private static Map<String, String> number(long id) {
    return Map.of(NUMBER, Long.toString(id));
  }

  private static Outcome written(@Nullable String etag) {
    return new Outcome.Written(Optional.ofNullable(etag).map(Requests::bare));
  }

  private static Outcome foundAs(long value, String etag) {
    return new Outcome.Found(value, bare(etag));
  }

  private static String bare(String etag) {
    return etag.replace("\"", "");
  }

  private static Operation learn(Space space, Operation operation) {
    switch (operation.outcome()) {
      case Outcome.Written(var etag) ->
          etag.ifPresent(tag -> space.saw(operation.subject(), operation.written(), tag));
      case Outcome.Found(var value, var etag) -> space.saw(operation.subject(), value, etag);
      case Outcome.Absent _,
          Outcome.ConditionFailed _,
          Outcome.Listed _,
          Outcome.Wrong _,
          Outcome.Refused _,
          Outcome.Unknown _ -> {}
    }
    return operation;
  }
}
