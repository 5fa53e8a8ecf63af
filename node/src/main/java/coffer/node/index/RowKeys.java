package coffer.node.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where rows stand. The first byte is the kind; rows are in the unsigned order of their keys'
 * bytes, which is UTF-8 order for names. {@code id} is 16 bytes; numbers are big endian.
 *
 * <pre>
 * 00                                  meta: the last applied log entry
 * 01 | name                           bucket
 * 02 | bucket id | key                object
 * 03 | bucket id | group id | u32     extent (of an object or of an upload), by part number
 * 04 | bucket id | key, escaped | 00 00 | upload id    upload in progress
 * 05 | u64 ms | run id                garbage run, by time
 * 06 | run id                         garbage run, by id
 * 07 | bucket id | token              client token of a rename
 * 08 | bucket id | key, escaped | 00 00 | upload id    upload that was completed
 * 09 | u64 ms | key of a row          when a row of kind 07 or 08 expires
 * 0a | row id                         KMS key ring
 * 0b | node id                        member of the cluster
 * 0c | zone                           node that founds the zone's group
 * 0d | u64 ms | 16 random bytes       calls that one entry carried out
 * </pre>
 *
 * Escaped: each 00 becomes 00 ff, so that 00 00 ends the key and sorts before any longer one.
 */
final class RowKeys {
  static final byte META = 0;
  static final byte BUCKET = 1;
  static final byte OBJECT = 2;
  static final byte EXTENT = 3;
  static final byte UPLOAD = 4;
  static final byte GARBAGE = 5;
  static final byte GARBAGE_RUN = 6;
  static final byte TOKEN = 7;
  static final byte COMPLETED = 8;
  static final byte EXPIRY = 9;
  static final byte KEY_RING = 10;
  static final byte MEMBER = 11;
  static final byte FOUNDER = 12;
  static final byte CALLS = 13;

  static final int ID_BYTES = 16;

  /** Bytes before the key in object and upload rows. */
  static final int BUCKET_PREFIX_BYTES = 1 + ID_BYTES;

  private RowKeys() {}

  static byte[] meta() {
    return new byte[] {META};
  }

  static byte[] kind(byte kind) {
    return new byte[] {kind};
  }

  static byte[] bucket(String name) {
    return join(kind(BUCKET), utf8(name));
  }

  static byte[] objects(String bucketId) {
    return join(kind(OBJECT), RowWriter.parseId(bucketId));
  }

  static byte[] object(String bucketId, String key) {
    return join(objects(bucketId), utf8(key));
  }

  /** The key of the object whose row has this key. */
  static byte[] objectName(byte[] rowKey) {
    return Arrays.copyOfRange(rowKey, BUCKET_PREFIX_BYTES, rowKey.length);
  }

  static byte[] extents(String bucketId, String group) {
    return join(kind(EXTENT), RowWriter.parseId(bucketId), RowWriter.parseId(group));
  }

  static byte[] extent(String bucketId, String group, int number) {
    return join(extents(bucketId, group), ByteBuffer.allocate(4).putInt(number).array());
  }

  static int extentNumber(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getInt(rowKey.length - 4);
  }

  static byte[] uploads(String bucketId) {
    return join(kind(UPLOAD), RowWriter.parseId(bucketId));
  }

  static byte[] upload(String bucketId, String key, String uploadId) {
    return join(uploads(bucketId), terminated(utf8(key)), utf8(uploadId));
  }

  static byte[] completed(String bucketId, String key, String uploadId) {
    return join(
        kind(COMPLETED), RowWriter.parseId(bucketId), terminated(utf8(key)), utf8(uploadId));
  }

  /** A key and an upload id, out of the key of an upload's row. */
  record UploadName(byte[] key, String uploadId) {}

  static UploadName uploadName(byte[] rowKey) {
    var key = new ByteArrayOutputStream(rowKey.length);
    var at = BUCKET_PREFIX_BYTES;
    while (at + 1 < rowKey.length && (rowKey[at] != 0 || rowKey[at + 1] != 0)) {
      key.write(rowKey[at]);
      at += rowKey[at] == 0 ? 2 : 1;
    }
    if (at + 2 > rowKey.length) {
      throw new CorruptRowException("an upload's key without its end");
    }
    return new UploadName(
        key.toByteArray(),
        new String(rowKey, at + 2, rowKey.length - at - 2, StandardCharsets.UTF_8));
  }

  /** The group of an upload's parts, which stay where they are when the upload is completed. */
  static String uploadGroup(String key, String uploadId) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(terminated(utf8(key)));
      return HexFormat.of().formatHex(digest.digest(utf8(uploadId)), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] garbage(Instant since, String runId) {
    return join(kind(GARBAGE), u64(since.toEpochMilli()), RowWriter.parseId(runId));
  }

  static byte[] garbageRun(String runId) {
    return join(kind(GARBAGE_RUN), RowWriter.parseId(runId));
  }

  static byte[] token(String bucketId, String token) {
    return join(kind(TOKEN), RowWriter.parseId(bucketId), utf8(token));
  }

  static byte[] expiry(Instant when, byte[] row) {
    return join(kind(EXPIRY), u64(when.toEpochMilli()), row);
  }

  /** The row that an expiry row speaks of. */
  static byte[] expiring(byte[] expiryKey) {
    return Arrays.copyOfRange(expiryKey, 9, expiryKey.length);
  }

  static byte[] keyRing(String id) {
    return join(kind(KEY_RING), utf8(id));
  }

  static byte[] member(String nodeId) {
    return join(kind(MEMBER), utf8(nodeId));
  }

  static byte[] founder(String zone) {
    return join(kind(FOUNDER), utf8(zone));
  }

  /**
   * @param random 16 bytes that tell the rows of one millisecond apart
   */
  static byte[] calls(Instant when, byte[] random) {
    return join(kind(CALLS), u64(when.toEpochMilli()), random);
  }

  static byte[] escaped(byte[] key) {
    var escaped = new ByteArrayOutputStream(key.length + 8);
    for (var octet : key) {
      escaped.write(octet);
      if (octet == 0) {
        escaped.write(0xff);
      }
    }
    return escaped.toByteArray();
  }

  static byte[] terminated(byte[] key) {
    return join(escaped(key), new byte[2]);
  }

  static byte[] u64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... pieces) {
    var length = 0;
    for (var piece : pieces) {
      length += piece.length;
    }
    var joined = new byte[length];
    var at = 0;
    for (var piece : pieces) {
      System.arraycopy(piece, 0, joined, at, piece.length);
      at += piece.length;
    }
    return joined;
  }

  static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The least bytes behind everything that starts with {@code prefix}; not all ff. */
  static byte[] behind(byte[] prefix) {
    var end = prefix.length;
    while (end > 0 && prefix[end - 1] == (byte) 0xff) {
      end--;
    }
    if (end == 0) {
      throw new IllegalArgumentException("nothing is behind this prefix");
    }
    var behind = Arrays.copyOf(prefix, end);
    behind[end - 1]++;
    return behind;
  }
}
