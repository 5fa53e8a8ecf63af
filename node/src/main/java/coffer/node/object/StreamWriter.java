package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.object.Body;
import coffer.http.object.Objects.EtagRule;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.DataKeys.IssuedDataKey;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SealedKey;
import coffer.kms.envelope.SegmentEncryptor;
import coffer.kms.envelope.Segments;
import coffer.kms.policy.Principal;
import coffer.node.chunk.RunStore;
import coffer.node.index.record.Extent;
import coffer.node.object.StreamSink.Written;
import coffer.node.placement.Scope;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/**
 * Turns a body into a stored, encrypted extent that nothing refers to yet. Each stream has a fresh
 * data key, and an id that binds the key to it.
 */
final class StreamWriter {
  private final DataKeys keys;
  private final RunStore runs;
  private final Materializer materializer;
  private final RandomIds ids;
  private final Clock clock;
  private final StreamMemory memory;

  StreamWriter(
      DataKeys keys,
      RunStore runs,
      Materializer materializer,
      RandomIds ids,
      Clock clock,
      StreamMemory memory) {
    this.keys = keys;
    this.runs = runs;
    this.materializer = materializer;
    this.ids = ids;
    this.clock = clock;
    this.memory = memory;
  }

  /**
   * Stores the body. The stage completes when the ciphertext is durable and the body has proved
   * right; if it fails, nothing stays stored.
   *
   * @param under the sealed key that the stream's data key is wrapped under
   */
  CompletionStage<Extent> write(
      Bucket bucket, int partNumber, SealedKey under, EtagRule rule, Body body, Principal caller) {
    var binding = new KeyBinding(bucket.id(), ids.next());
    var scope = Scope.of(bucket);
    return keys.issue(under, binding, caller)
        .thenCompose(
            issued -> {
              var encryptor = encryptor(issued, binding);
              return stored(scope, body, encryptor)
                  .thenApply(
                      proved ->
                          new Extent(
                              partNumber,
                              proved.written.plainLength(),
                              binding.streamId(),
                              under,
                              issued.wrapped(),
                              encryptor.header().encode(),
                              proved.written.location(),
                              etag(rule, proved.digests),
                              proved.digests.checksum(),
                              clock.instant()));
            });
  }

  private CompletionStage<Proved> stored(Scope scope, Body body, SegmentEncryptor encryptor) {
    boolean isShort = body.length().orElse(Long.MAX_VALUE) <= Segments.PLAIN_BYTES;
    var whole = isShort ? body.whole() : Optional.<ByteString>empty();
    var written =
        whole.isPresent()
            ? segment(scope, whole.get(), encryptor)
            : body.bytes()
                .runWith(
                    new StreamSink(encryptor, runs, scope, body.length(), memory), materializer);
    return proved(scope, body, written);
  }

  /** What {@link StreamSink} would make of a stream of one segment, without running one. */
  private CompletionStage<Written> segment(
      Scope scope, ByteString plain, SegmentEncryptor encryptor) {
    int sealedLength = plain.size() + Segments.TAG_BYTES;
    if (sealedLength <= StreamSink.INLINE_BYTES_MAX) {
      runs.requireRoom(sealedLength);
      var inline = new Extent.Inline(sealed(plain, encryptor));
      return CompletableFuture.completedFuture(new Written(plain.size(), inline));
    }
    return memory
        .lease(sealedLength)
        .thenCompose(
            lease ->
                CompletableFuture.completedFuture(plain)
                    .thenCompose(bytes -> run(scope, sealed(bytes, encryptor), bytes.size()))
                    .whenComplete((written, cause) -> lease.release()));
  }

  private static byte[] sealed(ByteString plain, SegmentEncryptor encryptor) {
    return encryptor.seal(plain.toArrayUnsafe(), 0, plain.size(), true);
  }

  private CompletionStage<Written> run(Scope scope, byte[] ciphertext, int plainLength) {
    var writer = runs.begin(scope, OptionalLong.of(ciphertext.length));
    writer.append(ciphertext, ciphertext.length);
    return StreamSink.finished(writer, plainLength, ciphertext.length);
  }

  private record Proved(Written written, Body.Digests digests) {}

  private static SegmentEncryptor encryptor(IssuedDataKey issued, KeyBinding binding) {
    try (var key = issued.key()) {
      return new SegmentEncryptor(key, binding);
    }
  }

  /** The digests come after the last byte; if they fail, the run goes. */
  private CompletionStage<Proved> proved(Scope scope, Body body, CompletionStage<Written> written) {
    return written.thenCompose(
        stored -> {
          CompletionStage<Proved> proved =
              body.digests().thenApply(digests -> new Proved(stored, digests));
          return proved.whenComplete(
              (fine, cause) -> {
                if (cause != null) {
                  discard(scope, stored.location());
                }
              });
        });
  }

  /** Deletes what {@link #write} stored, because the index has refused it for certain. */
  void discard(Scope scope, Extent.Location location) {
    switch (location) {
      case Extent.Inline inline -> {}
      case Extent.Run run -> runs.delete(scope, List.of(run.runId()));
    }
  }

  private String etag(EtagRule rule, Body.Digests digests) {
    return switch (rule) {
      case OPAQUE -> ids.next();
      case MD5 -> digests.md5Hex().orElseThrow();
    };
  }

  /** Keeps {@code extent} if the index took it, deletes its run if it refused. */
  <T> CompletionStage<T> committed(Bucket bucket, Extent extent, CompletionStage<T> commit) {
    return commit.whenComplete(
        (fine, cause) -> {
          if (cause != null && Failures.isRefusal(cause)) {
            discard(Scope.of(bucket), extent.location());
          }
        });
  }
}
