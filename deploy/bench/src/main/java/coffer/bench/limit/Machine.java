package coffer.bench.limit;

import coffer.http.checksum.Crc64Nvme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What this machine can do at most of what an encrypting object store is made of. One core and 64
 * KiB at a time unless said; rates in bytes/s.
 *
 * @param cores that the JVM may use
 * @param cipher AES-256-GCM of the JDK, a new nonce for each message
 * @param crc64 CRC-64/NVME, this project's own
 * @param flushSeconds a write of 4 KiB behind a file's end, and its flush to disk (fdatasync)
 * @param flushed 1 MiB at a time written behind a file's end, each flushed
 * @param roundTripSeconds one byte there and back over the loopback, TCP
 * @param loopback one TCP stream
 */
public record Machine(
    int cores,
    double cipher,
    double sha256,
    double md5,
    double crc32c,
    double crc64,
    double flushSeconds,
    double flushed,
    double roundTripSeconds,
    double loopback) {
  private static final int BYTES = 64 * 1024;
  private static final int TAG_BITS = 128;
  private static final int TAG_BYTES = TAG_BITS / 8;
  private static final int WARMUP_CALLS = 20_000;
  private static final int WARMUP_BYTES = 1024;
  private static final int SMALL_BYTES = 4 * 1024;
  private static final int LARGE_BYTES = 1 << 20;

  /** A file that is appended to begins anew at this size. */
  private static final long FILE_BYTES_MAX = 256L << 20;

  /**
   * Takes about 20 seconds, of core time where nothing is waited for.
   *
   * @param folder on the disk in question; a file is made there, and deleted
   */
  public static Machine measure(Path folder) throws IOException {
    try {
      return measured(folder);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** One row of a table: a name, a value and its unit. */
  public record Row(String name, double value, String unit) {}

  /** All of it, for people. */
  public List<Row> rows() {
    return List.of(
        new Row("cores", cores, ""),
        new Row("AES-256-GCM, 64 KiB, one core", cipher / 1e6, "MB/s"),
        new Row("SHA-256, 64 KiB, one core", sha256 / 1e6, "MB/s"),
        new Row("MD5, 64 KiB, one core", md5 / 1e6, "MB/s"),
        new Row("CRC-32C, 64 KiB, one core", crc32c / 1e6, "MB/s"),
        new Row("CRC-64/NVME, 64 KiB, one core", crc64 / 1e6, "MB/s"),
        new Row("write of 4 KiB and fdatasync", flushSeconds * 1e6, "µs"),
        new Row("writes of 1 MiB, each with fdatasync", flushed / 1e6, "MB/s"),
        new Row("loopback, round trip of a byte", roundTripSeconds * 1e6, "µs"),
        new Row("loopback, one stream", loopback / 1e6, "MB/s"));
  }

  private static Machine measured(Path folder) throws IOException, GeneralSecurityException {
    var bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    var crc32c = new CRC32C();
    var crc64 = new Crc64Nvme();
    try (var loopback = new Loopback()) {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          BYTES * Best.perCoreSecond(cipher(bytes)),
          BYTES * Best.perCoreSecond(digest("SHA-256", bytes)),
          BYTES * Best.perCoreSecond(digest("MD5", bytes)),
          BYTES * Best.perCoreSecond(() -> crc32c.update(bytes, 0, BYTES)),
          BYTES * Best.perCoreSecond(() -> crc64.update(bytes, 0, BYTES)),
          1 / flushes(folder, SMALL_BYTES),
          LARGE_BYTES * flushes(folder, LARGE_BYTES),
          1 / Best.perSecond(loopback::roundTrip),
          Loopback.CHUNK_BYTES * Best.perSecond(loopback::chunk));
    }
  }

  private static Best.Step cipher(byte[] bytes) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    var key = new SecretKeySpec(new byte[32], "AES");
    var sealed = new byte[BYTES + TAG_BYTES];
    var nonce = ByteBuffer.allocate(12);
    // The compiler counts calls, and large messages give it few: see CipherWarmup.
    for (int i = 0; i < WARMUP_CALLS; i++) {
      seal(cipher, key, nonce, bytes, WARMUP_BYTES, sealed);
    }
    return () -> seal(cipher, key, nonce, bytes, BYTES, sealed);
  }

  private static void seal(
      Cipher cipher, SecretKeySpec key, ByteBuffer nonce, byte[] bytes, int length, byte[] sealed)
      throws GeneralSecurityException {
    nonce.putLong(0, nonce.getLong(0) + 1);
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce.array()));
    cipher.doFinal(bytes, 0, length, sealed, 0);
  }

  private static Best.Step digest(String algorithm, byte[] bytes) throws GeneralSecurityException {
    var digest = MessageDigest.getInstance(algorithm);
    return () -> digest.update(bytes, 0, BYTES);
  }

  private static double flushes(Path folder, int bytes)
      throws IOException, GeneralSecurityException {
    var file = Files.createTempFile(folder, "bench", ".flush");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
      var block = ByteBuffer.allocateDirect(bytes);
      return Best.perSecond(
          () -> {
            if (channel.position() >= FILE_BYTES_MAX) {
              channel.truncate(0);
            }
            channel.write(block.clear());
            channel.force(false);
          });
    }
  }
}
