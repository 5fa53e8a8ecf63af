package coffer.node.index.record;

import coffer.http.checksum.Checksum;
import coffer.kms.envelope.SealedKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One encrypted stream of stored bytes: the whole of a simple object, one part of a multipart
 * upload, or one append. An object's plaintext is that of its extents, one behind the other.
 * Durable.
 *
 * @param partNumber 1 for a simple object
 * @param plainLength plaintext bytes
 * @param streamId 32 hex digits, random; bound into the data key and the cipher
 * @param sealedKey opens the wrapped data key
 * @param wrappedKey the data key of this stream alone
 * @param streamHeader the segment cipher's header (salt, nonce prefix, key commitment)
 */
public record Extent(
    int partNumber,
    long plainLength,
    String streamId,
    SealedKey sealedKey,
    byte[] wrappedKey,
    byte[] streamHeader,
    Location location,
    String etag,
    Optional<Checksum> checksum,
    Instant lastModified) {

  /** Where the ciphertext is. */
  public sealed interface Location {}

  /** In the index itself: small objects. */
  public record Inline(byte[] ciphertext) implements Location {}

  /**
   * In the chunk store.
   *
   * @param runId 32 hex digits: the chunks of one stream
   * @param storedLength ciphertext bytes
   */
  public record Run(String runId, long storedLength) implements Location {}
}
