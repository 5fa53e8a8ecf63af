package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Plaintext;
import coffer.kms.envelope.DataKeys;
import coffer.kms.envelope.KeyBinding;
import coffer.kms.envelope.SegmentDecryptor;
import coffer.kms.envelope.Segments;
import coffer.kms.envelope.StreamHeader;
import coffer.kms.envelope.TamperedException;
import coffer.kms.policy.Principal;
import coffer.node.chunk.RunStore;
import coffer.node.index.record.Extent;
import coffer.node.placement.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of encrypted extents. Only the segments that a range touches are opened, and no byte
 * leaves before its segment is verified. One chunk is read ahead.
 */
final class StreamReader {
  private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
  private static final Plaintext NOTHING = new Plaintext.Whole(ByteString.emptyByteString());
  private static final int CHUNKS_IN_FLIGHT = 2;
  private static final long HELD_BYTES_MAX = (CHUNKS_IN_FLIGHT + 1L) * RunStore.CHUNK_BYTES;
  private static final int SEGMENTS_PER_CHUNK = RunStore.CHUNK_BYTES / Segments.STORED_BYTES;

  private final DataKeys keys;
  private final RunStore runs;
  private final StreamMemory memory;
  private final StoredBuffers buffers = new StoredBuffers(Runtime.getRuntime().maxMemory() / 16);

  StreamReader(DataKeys keys, RunStore runs, StreamMemory memory) {
    this.keys = keys;
    this.runs = runs;
    this.memory = memory;
  }

  /** Part of one extent. */
  private record Slice(Extent extent, long from, long length) {}

  /**
   * Bytes {@code [from, from + length)} of the extents, one behind the other. The first one's key
   * is opened, and what lies in one chunk is read, before the stage completes.
   */
  CompletionStage<Plaintext> read(
      Bucket bucket, List<Extent> extents, long from, long length, Principal caller) {
    var slices = slices(extents, from, length);
    if (slices.isEmpty()) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    if (length <= Segments.PLAIN_BYTES) {
      return read(bucket, slices, caller);
    }
    var lease = memory.lease(Math.min(length, HELD_BYTES_MAX));
    return lease
        .thenCompose(nothing -> read(bucket, slices, caller))
        .whenComplete(
            (plaintext, failed) -> {
              if (failed != null) {
                lease.thenAccept(StreamMemory.Lease::release);
              }
            })
        .thenCombine(
            lease, (plaintext, held) -> new Plaintext.Flowing(held.during(plaintext.bytes())));
  }

  private CompletionStage<Plaintext> read(Bucket bucket, List<Slice> slices, Principal caller) {
    var first = open(bucket, slices.getFirst(), caller);
    if (slices.size() == 1) {
      return first;
    }
    var others =
        Source.from(slices.subList(1, slices.size()))
            .flatMapConcat(
                slice ->
                    Source.completionStageSource(
                        open(bucket, slice, caller).thenApply(Plaintext::bytes)));
    return first.thenApply(
        plaintext -> new Plaintext.Flowing(plaintext.bytes().concatLazy(others)));
  }

  private static List<Slice> slices(List<Extent> extents, long from, long length) {
    if (extents.size() == 1) {
      return List.of(new Slice(extents.getFirst(), from, length));
    }
    var slices = new ArrayList<Slice>();
    long start = 0;
    for (var extent : extents) {
      long end = start + extent.plainLength();
      long sliceFrom = Math.max(from, start);
      long sliceEnd = Math.min(from + length, end);
      if (sliceFrom < sliceEnd) {
        slices.add(new Slice(extent, sliceFrom - start, sliceEnd - sliceFrom));
      }
      start = end;
    }
    return slices;
  }

  private CompletionStage<Plaintext> open(Bucket bucket, Slice slice, Principal caller) {
    var extent = slice.extent;
    var binding = new KeyBinding(bucket.id(), extent.streamId());
    return keys.open(extent.sealedKey(), extent.wrappedKey(), binding, caller)
        .thenCompose(
            key -> {
              try (key) {
                var header = StreamHeader.decode(extent.streamHeader());
                return opened(bucket, slice, new SegmentDecryptor(header, key, binding));
              } catch (TamperedException tampered) {
                throw damaged(extent, tampered);
              }
            });
  }

  private CompletionStage<Plaintext> opened(
      Bucket bucket, Slice slice, SegmentDecryptor decryptor) {
    if (slice.length == 0 && slice.extent.plainLength() > 0) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    return switch (slice.extent.location()) {
      case Extent.Inline inline ->
          CompletableFuture.completedFuture(inline(slice, decryptor, inline));
      case Extent.Run run -> stream(slice, decryptor, bucket, run);
    };
  }

  private static Plaintext inline(Slice slice, SegmentDecryptor decryptor, Extent.Inline inline) {
    try {
      return new Plaintext.Whole(decrypt(slice, decryptor, inline.ciphertext(), 0));
    } catch (TamperedException tampered) {
      throw damaged(slice.extent, tampered);
    }
  }

  private CompletionStage<Plaintext> stream(
      Slice slice, SegmentDecryptor decryptor, Bucket bucket, Extent.Run run) {
    var range = Segments.range(slice.extent.plainLength(), slice.from, slice.length);
    int first = (int) (range.firstIndex() / SEGMENTS_PER_CHUNK);
    int last = (int) (range.lastIndex() / SEGMENTS_PER_CHUNK);
    var copies =
        new CopiesOfRun(
            slice.extent,
            runs.open(Scope.of(bucket), run.runId()),
            run.storedLength(),
            buffers,
            (stored, chunk) -> decrypt(slice, decryptor, stored, chunk));
    if (first == last) {
      return copies.read(first).thenCompose(copies::open).thenApply(Plaintext.Whole::new);
    }
    return CompletableFuture.completedFuture(
        new Plaintext.Flowing(
            Source.fromGraph(new ChunkSource(copies, first, last, CHUNKS_IN_FLIGHT))));
  }

  /** What the chunk holds of the slice, in one array. */
  private static ByteString decrypt(
      Slice slice, SegmentDecryptor decryptor, byte[] stored, int chunk) throws TamperedException {
    var extent = slice.extent;
    long plainLength = extent.plainLength();
    var range = Segments.range(plainLength, slice.from, slice.length);
    long chunkFirst = (long) chunk * SEGMENTS_PER_CHUNK;
    long first = Math.max(range.firstIndex(), chunkFirst);
    long last = Math.min(range.lastIndex(), chunkFirst + SEGMENTS_PER_CHUNK - 1);
    long from = Math.max(slice.from, first * Segments.PLAIN_BYTES);
    long end = Math.min(slice.from + slice.length, (last + 1) * Segments.PLAIN_BYTES);
    var plain = new byte[(int) (end - from)];
    for (long index = first; index <= last; index++) {
      int offset = (int) (Segments.storedOffset(index) - Segments.storedOffset(chunkFirst));
      int length = Segments.storedLengthOf(index, plainLength);
      if (offset + length > stored.length) {
        throw new TamperedException("a chunk is shorter than it was");
      }
      boolean lastOfAll = Segments.isLast(index, plainLength);
      long start = index * Segments.PLAIN_BYTES;
      int plainSegment = length - Segments.TAG_BYTES;
      if (start >= from && start + plainSegment <= end) {
        decryptor.open(index, stored, offset, length, lastOfAll, plain, (int) (start - from));
      } else {
        // One end of the range cuts it; it is verified whole all the same.
        var segment = decryptor.open(index, stored, offset, length, lastOfAll);
        int skip = (int) Math.max(0, from - start);
        int to = (int) (start + skip - from);
        System.arraycopy(
            segment, skip, plain, to, Math.min(segment.length - skip, plain.length - to));
      }
    }
    return ByteString.fromArrayUnsafe(plain);
  }

  static S3Exception damaged(Extent extent, TamperedException tampered) {
    LOG.error("stream {} is damaged: {}", extent.streamId(), tampered.getMessage());
    return new S3Exception(S3Error.InternalError);
  }
}
