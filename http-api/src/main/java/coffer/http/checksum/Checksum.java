package coffer.http.checksum;

/**
 * A checksum as S3 reports it.
 *
 * @param value base64; with {@code -N} behind it for a composite of N parts
 */
public record Checksum(ChecksumAlgorithm algorithm, Type type, String value) {
  /** Whether the value covers the object's bytes or the checksums of its parts. */
  public enum Type {
    FULL_OBJECT,
    COMPOSITE
  }
}
