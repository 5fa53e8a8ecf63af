package coffer.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Content of a request or an object: a pattern, repeated up to the length. So 1 GiB takes no
 * memory, and its digests are computed once, not in what is measured. Safe for use by several
 * threads.
 */
public final class Body {
  /** Nothing. */
  public static final Body EMPTY = of(new byte[0]);

  private static final byte[] PATTERN = pattern();
  private static final ByteBuffer SENT_PATTERN =
      ByteBuffer.allocateDirect(PATTERN.length).put(PATTERN).flip();

  private final byte[] pattern;

  /** The pattern again: for the one that most bodies share, where the kernel takes it from. */
  private final ByteBuffer sent;

  private final long length;
  private volatile String sha256Hex = "";
  private volatile long crc32c = -1;

  private Body(byte[] pattern, ByteBuffer sent, long length) {
    this.pattern = pattern;
    this.sent = sent;
    this.length = length;
  }

  /** These bytes. */
  public static Body of(byte[] bytes) {
    return new Body(bytes, ByteBuffer.wrap(bytes), bytes.length);
  }

  /** Bytes of an object: the same for the same length, random within each MiB. */
  public static Body ofLength(long length) {
    return new Body(PATTERN, SENT_PATTERN, length);
  }

  private static byte[] pattern() {
    var pattern = new byte[1 << 20];
    new Random(1).nextBytes(pattern);
    return pattern;
  }

  public long length() {
    return length;
  }

  /** Takes one piece after another. */
  @FunctionalInterface
  public interface Sink {
    void take(byte[] bytes, int offset, int length) throws IOException;
  }

  /** Hands out a range of it as slices of the pattern, which are not to be changed. */
  public void pieces(long from, long count, Sink sink) throws IOException {
    for (long at = from; at < from + count; ) {
      int offset = (int) (at % pattern.length);
      int some = (int) Math.min(pattern.length - offset, from + count - at);
      sink.take(pattern, offset, some);
      at += some;
    }
  }

  /** A head and a range of it, to be sent: slices of the pattern. */
  public ByteBuffer[] behind(byte[] head, long from, long count) throws IOException {
    var slices = new ArrayList<ByteBuffer>();
    slices.add(ByteBuffer.wrap(head));
    pieces(from, count, (bytes, offset, some) -> slices.add(sent.slice(offset, some)));
    return slices.toArray(ByteBuffer[]::new);
  }

  /** Of all of it, in lower case hex; computed once. */
  public String sha256Hex() {
    if (sha256Hex.isEmpty()) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        pieces(0, length, digest::update);
        sha256Hex = HexFormat.of().formatHex(digest.digest());
      } catch (GeneralSecurityException | IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return sha256Hex;
  }

  /** Of a range; that of all of it is computed once. */
  long crc32c(long from, long count) {
    boolean all = from == 0 && count == length;
    if (all && crc32c >= 0) {
      return crc32c;
    }
    var crc = new CRC32C();
    try {
      pieces(from, count, crc::update);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (all) {
      crc32c = crc.getValue();
    }
    return crc.getValue();
  }
}
