package coffer.http.checksum;

import java.util.Locale;
import java.util.Optional;

/** The checksum algorithms of the S3 API that Coffer computes. */
public enum ChecksumAlgorithm {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** {@code x-amz-checksum-crc32} and its like. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** True for the CRCs, whose value over a whole follows from those of its parts. */
  public boolean combines() {
    return switch (this) {
      case CRC32, CRC32C, CRC64NVME -> true;
      case SHA1, SHA256 -> false;
    };
  }

  /** By the API's name ({@code CRC32C}), in any case. */
  public static Optional<ChecksumAlgorithm> ofName(String name) {
    for (var algorithm : values()) {
      if (algorithm.name().equalsIgnoreCase(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
