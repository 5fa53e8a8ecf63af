package coffer.http.object;

import coffer.http.checksum.Checksum;
import coffer.http.encryption.ObjectEncryption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API tells of a stored object.
 *
 * @param size plaintext bytes
 * @param etag without quotes
 * @param lastModified to the millisecond; the API shows seconds
 * @param headers what the client stored with it, names in lower case, values verbatim: {@code
 *     content-type}, {@code cache-control}, {@code x-amz-meta-*} and the like
 * @param parts one for each part of a multipart upload or append, in order; empty for a single PUT
 */
public record ObjectInfo(
    String key,
    long size,
    String etag,
    Instant lastModified,
    Map<String, String> headers,
    ObjectEncryption encryption,
    Optional<Checksum> checksum,
    List<PartInfo> parts) {

  /** One part of an object that was uploaded in parts. */
  public record PartInfo(int number, long size, Optional<Checksum> checksum) {}

  public ObjectInfo {
    parts = List.copyOf(parts);
  }
}
