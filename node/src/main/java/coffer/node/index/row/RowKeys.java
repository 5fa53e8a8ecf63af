package coffer.node.index.row;

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
public final class RowKeys {
  /** Kind of the one row that tells the last applied entry. */
  public static final byte META = 0;

  /** Kind of rows of buckets; all but the position's stand at or behind it. */
  public static final byte BUCKET = 1;

  static final byte OBJECT = 2;

  /** Kind of rows of extents. */
  public static final byte EXTENT = 3;

  static final byte UPLOAD = 4;

  /** Kind of rows of garbage runs, in the order of time. */
  public static final byte GARBAGE = 5;

  /** Kind of rows of garbage runs, by their ids. */
  public static final byte GARBAGE_RUN = 6;

  /** Kind of rows of client tokens. */
  public static final byte TOKEN = 7;

  /** Kind of rows of uploads that were completed. */
  public static final byte COMPLETED = 8;

  /** Kind of rows that tell when another row expires. */
  public static final byte EXPIRY = 9;

  /** Kind of rows of the KMS key ring. */
  public static final byte KEY_RING = 10;

  /** Kind of rows of the cluster's members. */
  public static final byte MEMBER = 11;

  static final byte FOUNDER = 12;

  /** Kind of rows of calls that were carried out. */
  public static final byte CALLS = 13;

  /** Bytes of an id, of which text has two hex digits each. */
  public static final int ID_BYTES = 16;

  /** Bytes before the key in object and upload rows. */
  static final int BUCKET_PREFIX_BYTES = 1 + ID_BYTES;

  private RowKeys() {}

  /** The key of the row that tells the last applied entry. */
  public static byte[] meta() {
    return new byte[] {META};
  }

  /** What the keys of all rows of a kind begin with. */
  public static byte[] kind(byte kind) {
    return new byte[] {kind};
  }

  /** The key of the row of a bucket. */
  public static byte[] bucket(String name) {
    return join(kind(BUCKET), utf8(name));
  }

  /** What the keys of all rows of a bucket's objects begin with. */
  public static byte[] objects(String bucketId) {
    return join(kind(OBJECT), RowWriter.parseId(bucketId));
  }

  /** The key of the row of an object. */
  public static byte[] object(String bucketId, String key) {
    return join(objects(bucketId), utf8(key));
  }

  /** The key of the object whose row has this key. */
  public static byte[] objectName(byte[] rowKey) {
    return Arrays.copyOfRange(rowKey, BUCKET_PREFIX_BYTES, rowKey.length);
  }

  /** What the keys of all rows of a group's extents begin with. */
  public static byte[] extents(String bucketId, String group) {
    return join(kind(EXTENT), RowWriter.parseId(bucketId), RowWriter.parseId(group));
  }

  /** The key of the row of the extent of a part number. */
  public static byte[] extent(String bucketId, String group, int number) {
    return join(extents(bucketId, group), ByteBuffer.allocate(4).putInt(number).array());
  }

  /** The part number of the extent whose row has this key. */
  public static int extentNumber(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getInt(rowKey.length - 4);
  }

  /** What the keys of all rows of a bucket's uploads begin with. */
  public static byte[] uploads(String bucketId) {
    return join(kind(UPLOAD), RowWriter.parseId(bucketId));
  }

  /** The key of the row of an upload in progress. */
  public static byte[] upload(String bucketId, String key, String uploadId) {
    return join(uploads(bucketId), terminated(utf8(key)), utf8(uploadId));
  }

  /** The key of the row of an upload that was completed. */
  public static byte[] completed(String bucketId, String key, String uploadId) {
    return join(
        kind(COMPLETED), RowWriter.parseId(bucketId), terminated(utf8(key)), utf8(uploadId));
  }

  /** A key and an upload id, out of the key of an upload's row. */
  public record UploadName(byte[] key, String uploadId) {}

  /** The upload whose row has this key; fails with {@link CorruptRowException}. */
  public static UploadName uploadName(byte[] rowKey) {
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
  public static String uploadGroup(String key, String uploadId) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(terminated(utf8(key)));
      return HexFormat.of().formatHex(digest.digest(utf8(uploadId)), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of the row of a garbage run, by time. */
  public static byte[] garbage(Instant since, String runId) {
    return join(kind(GARBAGE), u64(since.toEpochMilli()), RowWriter.parseId(runId));
  }

  /** The key of the row of a garbage run, by its id. */
  public static byte[] garbageRun(String runId) {
    return join(kind(GARBAGE_RUN), RowWriter.parseId(runId));
  }

  /** The key of the row of a client token. */
  public static byte[] token(String bucketId, String token) {
    return join(kind(TOKEN), RowWriter.parseId(bucketId), utf8(token));
  }

  /** The key of the row that tells that {@code row} expires. */
  public static byte[] expiry(Instant when, byte[] row) {
    return join(kind(EXPIRY), u64(when.toEpochMilli()), row);
  }

  /** The row that an expiry row speaks of. */
  public static byte[] expiring(byte[] expiryKey) {
    return Arrays.copyOfRange(expiryKey, 9, expiryKey.length);
  }

  /**
   * The key of a row of the key ring; of a prefix of ids, what the keys of all those begin with.
   */
  public static byte[] keyRing(String id) {
    return join(kind(KEY_RING), utf8(id));
  }

  /** The key of the row of a member. */
  public static byte[] member(String nodeId) {
    return join(kind(MEMBER), utf8(nodeId));
  }

  /** The key of the row that tells who founds a zone's group. */
  public static byte[] founder(String zone) {
    return join(kind(FOUNDER), utf8(zone));
  }

  /**
   * @param random 16 bytes that tell the rows of one millisecond apart
   */
  public static byte[] calls(Instant when, byte[] random) {
    return join(kind(CALLS), u64(when.toEpochMilli()), random);
  }

  /** In the form in which two zero bytes never stand, in the same order. */
  public static byte[] escaped(byte[] key) {
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

  /** Eight bytes, big endian. */
  public static byte[] u64(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  /** The bytes of a name, whose order is that of the rows. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One array of all, in their order. */
  public static byte[] join(byte[]... pieces) {
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

  /** Whether the first bytes are {@code prefix}. */
  public static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The least bytes behind everything that starts with {@code prefix}; not all ff. */
  public static byte[] behind(byte[] prefix) {
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
