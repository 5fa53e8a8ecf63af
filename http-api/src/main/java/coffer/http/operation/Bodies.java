package coffer.http.operation;

import coffer.http.checksum.BodyDigests;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.DeclaredChecksums;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.Plaintext;
import coffer.http.sigv4.AwsChunkedDecoder;
import coffer.http.sigv4.AwsChunks;
import coffer.http.sigv4.ChunkSignatures;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.Ascii;
import coffer.http.wire.Entity;
import coffer.http.wire.S3Request;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Opens request bodies: decodes all five transfer forms and checks signature, length and checksums
 * as bytes flow.
 */
public final class Bodies {
  private Bodies() {}

  /** A body whose digests are computed as it flows. */
  private record Flowing(
      OptionalLong length,
      Source<ByteString, NotUsed> bytes,
      CompletableFuture<Body.Digests> result)
      implements Body {
    @Override
    public CompletionStage<Digests> digests() {
      return result;
    }
  }

  /**
   * A body that is all there. It is either run or taken whole.
   *
   * @param decoding gives the content, or refuses the coding that it came in
   */
  private record AllThere(
      OptionalLong length,
      Supplier<ByteString> decoding,
      BodyDigests computing,
      CompletableFuture<Body.Digests> result)
      implements Body {

    private AllThere(OptionalLong length, Supplier<ByteString> decoding, BodyDigests computing) {
      this(length, decoding, computing, new CompletableFuture<>());
    }

    @Override
    public Source<ByteString, NotUsed> bytes() {
      return Source.lazySingle(this::checked);
    }

    @Override
    public CompletionStage<Digests> digests() {
      return result;
    }

    @Override
    public Optional<ByteString> whole() {
      return Optional.of(checked());
    }

    private ByteString checked() {
      try {
        var content = decoding.get().toArrayUnsafe();
        computing.update(content);
        result.complete(DigestStage.digests(computing.finish()));
        return ByteString.fromArrayUnsafe(content);
      } catch (S3Exception refused) {
        result.completeExceptionally(refused);
        throw refused;
      }
    }
  }

  /**
   * The upload in the body of a PUT. Fails at once (MissingContentLength, InvalidDigest, ...) for
   * headers that cannot be.
   */
  public static Body open(S3Call call, boolean md5) {
    return open(call, md5, Optional.empty());
  }

  /**
   * The same.
   *
   * @param wanted computed when the client declares no checksum; CRC64NVME if empty
   */
  public static Body open(S3Call call, boolean md5, Optional<ChecksumAlgorithm> wanted) {
    var request = call.request();
    var declared = DeclaredChecksums.of(request.headers());
    var fallback = wanted.orElse(ChecksumAlgorithm.CRC64NVME);
    return switch (call.payload()) {
      case PayloadSigning.Hashed(var hash) ->
          plain(request, Optional.of(hash), declared, fallback, md5);
      case PayloadSigning.Unsigned() -> plain(request, Optional.empty(), declared, fallback, md5);
      case PayloadSigning.UnsignedChunks() ->
          chunked(request, Optional.empty(), true, declared, fallback, md5);
      case PayloadSigning.SignedChunks signed ->
          chunked(request, Optional.of(signed), signed.trailer(), declared, fallback, md5);
    };
  }

  /** A small body, whole and verified; MaxMessageLengthExceeded beyond {@code maxBytes}. */
  public static CompletionStage<byte[]> whole(S3Call call, int maxBytes) {
    var body = open(call, false);
    if (body.length().orElse(0) > maxBytes) {
      throw new S3Exception(S3Error.MaxMessageLengthExceeded);
    }
    return decoded(call.request().entity(), body)
        .collect(maxBytes)
        .thenCompose(content -> body.digests().thenApply(digests -> content));
  }

  private static Entity decoded(Entity coded, Body body) {
    return switch (coded) {
      case Entity.Whole all -> new Entity.Whole(body.whole().orElseThrow());
      case Entity.Flowing(var bytes, var runBy) -> new Entity.Flowing(body.bytes(), runBy);
    };
  }

  /** Plaintext that comes from storage, for copies; computes {@code algorithm} on the way. */
  public static Body ofStored(
      Plaintext plaintext, long length, Optional<ChecksumAlgorithm> algorithm, boolean md5) {
    var expected =
        new BodyDigests.Expected(
            OptionalLong.of(length),
            Optional.empty(),
            DeclaredChecksums.NONE,
            algorithm.orElse(ChecksumAlgorithm.CRC64NVME),
            md5);
    var digests = new BodyDigests(expected);
    return switch (plaintext) {
      case Plaintext.Whole(var content) ->
          new AllThere(OptionalLong.of(length), () -> content, digests);
      case Plaintext.Flowing(var bytes) -> flowing(bytes, digests, OptionalLong.of(length));
    };
  }

  private static Body plain(
      S3Request request,
      Optional<String> sha256Hex,
      DeclaredChecksums declared,
      ChecksumAlgorithm fallback,
      boolean md5) {
    if (declared.trailer().isPresent()) {
      throw new S3Exception(
          S3Error.InvalidRequest, "x-amz-trailer asks for a body in the aws-chunked coding.");
    }
    var length = request.contentLength();
    var digests =
        new BodyDigests(new BodyDigests.Expected(length, sha256Hex, declared, fallback, md5));
    return switch (request.entity()) {
      case Entity.Whole(var content) -> new AllThere(length, () -> content, digests);
      case Entity.Flowing(var bytes, var runBy) -> flowing(whenBroken(bytes), digests, length);
    };
  }

  private static Body chunked(
      S3Request request,
      Optional<PayloadSigning.SignedChunks> signing,
      boolean trailer,
      DeclaredChecksums declared,
      ChecksumAlgorithm fallback,
      boolean md5) {
    if (declared.trailer().isPresent() && !trailer) {
      throw new S3Exception(
          S3Error.InvalidRequest, "x-amz-trailer asks for a payload with a trailer.");
    }
    long decodedLength = decodedLength(request);
    var length = OptionalLong.of(decodedLength);
    var digests =
        new BodyDigests(
            new BodyDigests.Expected(length, Optional.empty(), declared, fallback, md5));
    var chunks =
        new AwsChunks(
            signing.map(ChunkSignatures::new), decodedLength, trailer, declared.trailer(), digests);
    return switch (request.entity()) {
      case Entity.Whole(var coded) ->
          new AllThere(length, () -> chunks.decodeWhole(coded), digests);
      case Entity.Flowing(var bytes, var runBy) ->
          flowing(whenBroken(bytes).via(new AwsChunkedDecoder(chunks)), digests, length);
    };
  }

  /** A connection that breaks is a body that ends early, however the server words it. */
  private static Source<ByteString, ?> whenBroken(Source<ByteString, ?> bytes) {
    return bytes.mapError(
        Throwable.class,
        failure ->
            failure instanceof S3Exception ? failure : new S3Exception(S3Error.IncompleteBody));
  }

  private static long decodedLength(S3Request request) {
    var values = request.headers().all("x-amz-decoded-content-length");
    if (values.isEmpty()) {
      throw new S3Exception(S3Error.MissingContentLength);
    }
    var text = values.getFirst();
    boolean number =
        values.size() == 1
            && !text.isEmpty()
            && text.length() <= 18
            && Ascii.only(text, Ascii::isDigit);
    if (!number) {
      throw new S3Exception(
          S3Error.InvalidArgument, "x-amz-decoded-content-length must be a number of bytes.");
    }
    return Long.parseLong(text);
  }

  private static Flowing flowing(
      Source<ByteString, ?> source, BodyDigests digests, OptionalLong length) {
    var result = new CompletableFuture<Body.Digests>();
    var bytes =
        source
            .mapMaterializedValue(ignored -> NotUsed.getInstance())
            .via(new DigestStage(digests, length, result));
    return new Flowing(length, bytes, result);
  }
}
