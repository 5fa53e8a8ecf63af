package coffer.http.operation.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Plaintext;
import coffer.http.object.WriteCondition;
import coffer.kms.policy.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Objects in memory, in the clear, without conditions but for If-None-Match. */
final class FakeObjects implements Objects {
  private final Materializer materializer;
  private final Map<String, Stored> stored = new TreeMap<>();

  FakeObjects(Materializer materializer) {
    this.materializer = materializer;
  }

  /** One object. */
  record Stored(ObjectInfo info, ByteString bytes) implements Handle {
    @Override
    public CompletionStage<Plaintext> read(long from, long length, Principal caller) {
      var range = bytes.slice((int) from, (int) (from + length));
      // Ranges flow, so that operations meet both kinds.
      return CompletableFuture.completedStage(
          range.size() == bytes.size()
              ? new Plaintext.Whole(range)
              : new Plaintext.Flowing(Source.single(range)));
    }
  }

  @Override
  public CompletionStage<ObjectInfo> put(Put put) {
    return drain(put.body())
        .thenCombine(put.body().digests(), (bytes, digests) -> store(put, bytes, digests));
  }

  private CompletionStage<ByteString> drain(Body body) {
    return body.bytes()
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer);
  }

  private ObjectInfo store(Put put, ByteString bytes, Body.Digests digests) {
    var name = name(put.bucket(), put.key());
    if (put.condition().ifNoneMatchAny() && stored.containsKey(name)) {
      throw new S3Exception(S3Error.PreconditionFailed);
    }
    var info =
        new ObjectInfo(
            put.key(),
            bytes.size(),
            digests.md5Hex().orElse("opaque"),
            Fixtures.MODIFIED,
            put.headers(),
            put.encryption(),
            digests.checksum(),
            List.of());
    stored.put(name, new Stored(info, bytes));
    return info;
  }

  @Override
  public CompletionStage<ObjectInfo> append(Put put, long offset) {
    var before = stored.get(name(put.bucket(), put.key()));
    var prefix = before == null ? ByteString.emptyByteString() : before.bytes();
    if (prefix.size() != offset) {
      return CompletableFuture.failedStage(new S3Exception(S3Error.InvalidWriteOffset));
    }
    return drain(put.body())
        .thenCombine(
            put.body().digests(), (bytes, digests) -> store(put, prefix.concat(bytes), digests));
  }

  @Override
  public CompletionStage<Optional<Handle>> find(Bucket bucket, String key) {
    return CompletableFuture.completedStage(Optional.ofNullable(stored.get(name(bucket, key))));
  }

  @Override
  public CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key) {
    return find(bucket, key).thenApply(found -> found.map(Handle::info));
  }

  @Override
  public CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition) {
    return CompletableFuture.completedStage(stored.remove(name(bucket, key)) != null);
  }

  @Override
  public CompletionStage<Void> rename(Rename rename) {
    var moved = stored.remove(name(rename.bucket(), rename.sourceKey()));
    if (moved == null) {
      return CompletableFuture.failedStage(new S3Exception(S3Error.NoSuchKey));
    }
    stored.put(name(rename.bucket(), rename.key()), moved);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Listing> list(ListQuery query) {
    var objects = new ArrayList<ObjectInfo>();
    for (var entry : stored.entrySet()) {
      var key = entry.getValue().info().key();
      if (entry.getKey().equals(name(query.bucket(), key))
          && key.startsWith(query.prefix())
          && key.compareTo(query.after()) > 0) {
        objects.add(entry.getValue().info());
      }
    }
    var page = objects.subList(0, Math.min(query.limit(), objects.size()));
    return CompletableFuture.completedStage(
        new Listing(
            page,
            List.of(),
            page.size() < objects.size() ? Optional.of(page.getLast().key()) : Optional.empty()));
  }

  private static String name(Bucket bucket, String key) {
    return bucket.name() + "/" + key;
  }
}
