package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.object.Objects;
import coffer.http.operation.Access;
import coffer.http.operation.Access.Need;
import coffer.http.operation.S3Call;
import coffer.http.operation.S3Operation;
import coffer.http.wire.Ascii;
import coffer.http.wire.Headers;
import coffer.http.wire.S3Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** RenameObject: moves an object within its directory bucket, atomically and without a copy. */
public final class RenameObject implements S3Operation {
  static final String SOURCE = "x-amz-rename-source";
  static final String CLIENT_TOKEN = "x-amz-client-token";

  private static final int MAX_TOKEN_CHARACTERS = 64;

  private final Access access;
  private final Objects objects;

  public RenameObject(Access access, Objects objects) {
    this.access = access;
    this.objects = objects;
  }

  @Override
  public CompletionStage<S3Response> handle(S3Call call) {
    return access
        .authorize(call, "s3:PutObject", Need.WRITE)
        .thenCompose(
            bucket -> {
              var request = call.request();
              return objects.rename(rename(bucket, Keys.of(request), request.headers()));
            })
        .thenApply(done -> S3Response.empty(200));
  }

  static Objects.Rename rename(Bucket bucket, String key, Headers headers) {
    if (bucket.kind() != BucketKind.DIRECTORY) {
      throw Unsupported.feature("RenameObject.");
    }
    return new Objects.Rename(
        bucket,
        sourceKey(headers),
        key,
        WriteConditions.ofRenameSource(headers),
        WriteConditions.ofRenameDestination(headers),
        clientToken(headers));
  }

  /** The source's key, percent-encoded, with or without one slash before it. */
  private static String sourceKey(Headers headers) {
    var raw = headers.first(SOURCE).orElse("").strip();
    var decoded = CopySource.percentDecoded(raw.startsWith("/") ? raw.substring(1) : raw, SOURCE);
    if (decoded.isEmpty()) {
      throw Numbers.invalid(SOURCE, raw, "The rename source must name an object key.");
    }
    return Keys.check(decoded);
  }

  private static Optional<String> clientToken(Headers headers) {
    var token = headers.first(CLIENT_TOKEN);
    token.ifPresent(
        text -> {
          if (text.isEmpty()
              || text.length() > MAX_TOKEN_CHARACTERS
              || !Ascii.only(text, c -> c >= 0x20 && c < 0x7F)) {
            throw Numbers.invalid(
                CLIENT_TOKEN, text, "The client token must be 1 to 64 printable ASCII characters.");
          }
        });
    return token;
  }
}
