package coffer.node.object;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Plaintext;
import coffer.http.object.WriteCondition;
import coffer.kms.policy.Principal;
import coffer.node.index.ObjectIndex;
import coffer.node.index.record.Extent;
import coffer.node.index.record.ObjectRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Objects over an index and a run store. Bytes are stored first and become reachable by the commit
 * to the index, so that a crash leaves garbage and never half an object.
 */
public final class StoredObjects implements Objects {
  private final ObjectIndex index;
  private final StoredStreams streams;

  public StoredObjects(ObjectIndex index, StoredStreams streams) {
    this.index = index;
    this.streams = streams;
  }

  @Override
  public CompletionStage<ObjectInfo> put(Put put) {
    return stored(put)
        .thenCompose(
            extent -> {
              var record = record(put, extent);
              return streams
                  .writer()
                  .committed(put.bucket(), extent, index.put(put.bucket(), record, put.condition()))
                  .thenApply(nothing -> record.info());
            });
  }

  @Override
  public CompletionStage<ObjectInfo> append(Put put, long offset) {
    return index
        .find(put.bucket(), put.key())
        .thenCompose(
            found -> {
              found.ifPresent(present -> checkAppend(present, put, offset));
              return stored(put);
            })
        .thenCompose(
            extent ->
                streams
                    .writer()
                    .committed(
                        put.bucket(),
                        extent,
                        index.append(put.bucket(), record(put, extent), offset, put.condition())));
  }

  /** Refuses early what cannot succeed; the index decides. */
  private static void checkAppend(ObjectRecord present, Put put, long offset) {
    if (present.info().size() != offset) {
      throw new S3Exception(S3Error.InvalidWriteOffset);
    }
    if (!present.info().encryption().equals(put.encryption())) {
      throw new S3Exception(S3Error.EncryptionTypeMismatch);
    }
  }

  private CompletionStage<Extent> stored(Put put) {
    return streams
        .intermediateKeys()
        .choose(put.bucket(), put.key(), put.encryption(), put.caller())
        .thenCompose(
            under ->
                streams
                    .writer()
                    .write(put.bucket(), 1, under, put.etagRule(), put.body(), put.caller()));
  }

  private static ObjectRecord record(Put put, Extent extent) {
    var info =
        new ObjectInfo(
            put.key(),
            extent.plainLength(),
            extent.etag(),
            extent.lastModified(),
            put.headers(),
            put.encryption(),
            extent.checksum(),
            List.of());
    return new ObjectRecord(info, List.of(extent));
  }

  @Override
  public CompletionStage<Optional<Handle>> find(Bucket bucket, String key) {
    return index
        .find(bucket, key)
        .thenApply(found -> found.map(record -> new Pinned(bucket, record)));
  }

  @Override
  public CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key) {
    return index.info(bucket, key);
  }

  /** The record holds one version; its runs outlive their deletion by the garbage's grace. */
  private final class Pinned implements Handle {
    private final Bucket bucket;
    private final ObjectRecord record;

    private Pinned(Bucket bucket, ObjectRecord record) {
      this.bucket = bucket;
      this.record = record;
    }

    @Override
    public ObjectInfo info() {
      return record.info();
    }

    @Override
    public CompletionStage<Plaintext> read(long from, long length, Principal caller) {
      java.util.Objects.checkFromIndexSize(from, length, record.info().size());
      return streams.reader().read(bucket, record.extents(), from, length, caller);
    }
  }

  @Override
  public CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition) {
    return index.delete(bucket, key, condition);
  }

  @Override
  public CompletionStage<Void> rename(Rename rename) {
    return index.rename(rename);
  }

  @Override
  public CompletionStage<Listing> list(ListQuery query) {
    return index.list(query);
  }
}
