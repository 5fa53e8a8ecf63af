package coffer.http.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A checksum over bytes as they flow. Not safe for use by several threads. */
public sealed interface RunningChecksum {

  void update(byte[] bytes, int offset, int length);

  /** The raw checksum: 4, 8, 20 or 32 bytes, big-endian. Ends the computation. */
  byte[] finish();

  /** The checksum as S3's headers carry it. Ends the computation. */
  default String finishBase64() {
    return Base64.getEncoder().encodeToString(finish());
  }

  static RunningChecksum of(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> new Crc(new CRC32());
      case CRC32C -> new Crc(new CRC32C());
      case CRC64NVME -> new Crc64(new Crc64Nvme());
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
    };
  }

  /** MD5 for ETags and Content-MD5: not a checksum of the S3 API. */
  static RunningChecksum md5() {
    return digest("MD5");
  }

  private static RunningChecksum digest(String algorithm) {
    try {
      return new Digest(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has these
    }
  }

  /** The JDK's own. */
  record Crc(java.util.zip.Checksum running) implements RunningChecksum {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      running.update(bytes, offset, length);
    }

    @Override
    public byte[] finish() {
      return ByteBuffer.allocate(4).putInt((int) running.getValue()).array();
    }
  }

  /** CRC-64/NVME. */
  record Crc64(Crc64Nvme running) implements RunningChecksum {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      running.update(bytes, offset, length);
    }

    @Override
    public byte[] finish() {
      return ByteBuffer.allocate(8).putLong(running.value()).array();
    }
  }

  /** A cryptographic hash. */
  record Digest(MessageDigest running) implements RunningChecksum {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      running.update(bytes, offset, length);
    }

    @Override
    public byte[] finish() {
      return running.digest();
    }
  }
}
