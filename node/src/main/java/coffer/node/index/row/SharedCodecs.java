package coffer.node.index.row;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.encryption.SseAlgorithm;
import coffer.kms.envelope.SealedKey;
import java.util.Arrays;
import java.util.List;

/**
 * Fields that several kinds of row have. A code on disk is the place in one of these lists: never
 * reorder them, only add at the end.
 */
final class SharedCodecs {
  private static final ChecksumAlgorithm[] CHECKSUMS = {
    ChecksumAlgorithm.CRC32,
    ChecksumAlgorithm.CRC32C,
    ChecksumAlgorithm.CRC64NVME,
    ChecksumAlgorithm.SHA1,
    ChecksumAlgorithm.SHA256
  };
  private static final Checksum.Type[] CHECKSUM_TYPES = {
    Checksum.Type.FULL_OBJECT, Checksum.Type.COMPOSITE
  };
  private static final SseAlgorithm[] SSE = {SseAlgorithm.AES256, SseAlgorithm.AWS_KMS};
  private static final SealedKey.Purpose[] PURPOSES = {
    SealedKey.Purpose.STORE, SealedKey.Purpose.BUCKET_KEY, SealedKey.Purpose.OBJECT_KEY
  };

  private SharedCodecs() {}

  static <E> int code(E[] values, E value) {
    var code = List.of(values).indexOf(value);
    if (code < 0) {
      throw new IllegalArgumentException("no code on disk for " + value);
    }
    return code;
  }

  static void checksumAlgorithm(RowWriter writer, ChecksumAlgorithm algorithm) {
    writer.octet(code(CHECKSUMS, algorithm));
  }

  static ChecksumAlgorithm checksumAlgorithm(RowReader reader) {
    return reader.oneOf(CHECKSUMS);
  }

  static void checksumType(RowWriter writer, Checksum.Type type) {
    writer.octet(code(CHECKSUM_TYPES, type));
  }

  static Checksum.Type checksumType(RowReader reader) {
    return reader.oneOf(CHECKSUM_TYPES);
  }

  static void checksum(RowWriter writer, Checksum checksum) {
    checksumAlgorithm(writer, checksum.algorithm());
    checksumType(writer, checksum.type());
    writer.string(checksum.value());
  }

  static Checksum checksum(RowReader reader) {
    return new Checksum(checksumAlgorithm(reader), checksumType(reader), reader.string());
  }

  static void sse(RowWriter writer, SseAlgorithm algorithm) {
    writer.octet(code(SSE, algorithm));
  }

  static SseAlgorithm sse(RowReader reader) {
    return reader.oneOf(SSE);
  }

  static void encryption(RowWriter writer, ObjectEncryption encryption) {
    sse(writer, encryption.algorithm());
    writer.optional(encryption.kmsKeyArn(), writer::string);
    writer.flag(encryption.bucketKey()).strings(encryption.userContext());
  }

  static ObjectEncryption encryption(RowReader reader) {
    var algorithm = sse(reader);
    var keyArn = reader.optional(reader::string);
    if (keyArn.isPresent() != (algorithm == SseAlgorithm.AWS_KMS)) {
      throw new CorruptRowException("a KMS key that does not go with the algorithm");
    }
    return new ObjectEncryption(algorithm, keyArn, reader.flag(), reader.strings());
  }

  static void sealedKey(RowWriter writer, SealedKey key) {
    writer.octet(code(PURPOSES, key.purpose())).string(key.keyArn());
    writer.strings(key.context()).bytes(key.blob());
  }

  static SealedKey sealedKey(RowReader reader) {
    return new SealedKey(reader.oneOf(PURPOSES), reader.string(), reader.strings(), reader.bytes());
  }

  /** Records compare arrays by identity. */
  static boolean same(SealedKey one, SealedKey other) {
    return one == other
        || (one.purpose() == other.purpose()
            && one.keyArn().equals(other.keyArn())
            && one.context().equals(other.context())
            && Arrays.equals(one.blob(), other.blob()));
  }
}
