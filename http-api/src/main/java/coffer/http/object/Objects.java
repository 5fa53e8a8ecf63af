package coffer.http.object;

import coffer.http.bucket.Bucket;
import coffer.http.encryption.ObjectEncryption;
import coffer.kms.policy.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Objects, as operations see them. Implemented by the node: it encrypts, stores, and commits to the
 * index. Stages fail with {@link coffer.http.error.S3Exception}, or with {@link
 * coffer.kms.service.KmsException} when a key is not usable. A completed write is durable and
 * visible to every later read.
 */
public interface Objects {

  /** How the ETag of a new object or part is made. */
  enum EtagRule {
    /** 32 random hex digits: directory buckets, and SSE-KMS. */
    OPAQUE,
    /**
     * The MD5 of the plaintext; {@code md5(md5s)-N} for multipart: general purpose buckets under
     * SSE-S3.
     */
    MD5
  }

  /**
   * A whole new object in one stream.
   *
   * @param headers to keep with the object, see {@link ObjectInfo#headers}
   * @param caller on whose behalf KMS is called
   */
  record Put(
      Bucket bucket,
      String key,
      Map<String, String> headers,
      ObjectEncryption encryption,
      EtagRule etagRule,
      WriteCondition condition,
      Body body,
      Principal caller) {}

  /** Stores a new object or replaces the one under the key. */
  CompletionStage<ObjectInfo> put(Put put);

  /**
   * Adds {@code put.body()} behind the end of an object whose size must equal {@code offset};
   * offset 0 creates it. Keeps the existing object's headers. Fails with InvalidWriteOffset,
   * EncryptionTypeMismatch, TooManyParts or InvalidRequest as the API page of PutObject says.
   */
  CompletionStage<ObjectInfo> append(Put put, long offset);

  /** The object under the key, pinned: what the handle tells and reads is one version. */
  CompletionStage<Optional<Handle>> find(Bucket bucket, String key);

  /** What is told of the object under the key, for those who will not read it. */
  CompletionStage<Optional<ObjectInfo>> info(Bucket bucket, String key);

  /** One version of one object. */
  interface Handle {
    ObjectInfo info();

    /**
     * Decrypted bytes {@code [from, from + length)}; both within the object. The stage fails if a
     * key is not usable.
     */
    CompletionStage<Plaintext> read(long from, long length, Principal caller);
  }

  /**
   * Deletes the object; quietly does nothing if there is none and the condition allows that.
   *
   * @return whether there was an object
   */
  CompletionStage<Boolean> delete(Bucket bucket, String key, WriteCondition condition);

  /**
   * Moves an object to another key of its bucket, atomically.
   *
   * @param clientToken makes a retry harmless: the same token and parameters succeed again without
   *     effect for some minutes; other parameters fail with IdempotencyParameterMismatch
   */
  record Rename(
      Bucket bucket,
      String sourceKey,
      String key,
      WriteCondition sourceCondition,
      WriteCondition condition,
      Optional<String> clientToken) {}

  /**
   * Fails with NoSuchKey when there is no source, PreconditionFailed when a condition does not
   * hold.
   */
  CompletionStage<Void> rename(Rename rename);

  /**
   * @param prefix keys that start with it
   * @param delimiter rolls keys up at its first place behind the prefix; empty for none
   * @param after keys and common prefixes behind this one, in byte order; empty from the start
   * @param limit at most this many keys and prefixes together, 1 to 1000
   * @param uploadsToo whether keys of uploads in progress give common prefixes too (directory
   *     buckets)
   */
  record ListQuery(
      Bucket bucket,
      String prefix,
      String delimiter,
      String after,
      int limit,
      boolean uploadsToo) {}

  /**
   * @param next where the next page starts ({@link ListQuery#after}); empty on the last page
   */
  record Listing(List<ObjectInfo> objects, List<String> commonPrefixes, Optional<String> next) {}

  /** One page in UTF-8 byte order. */
  CompletionStage<Listing> list(ListQuery query);
}
