package coffer.http.sigv4;

import coffer.http.checksum.BodyDigests;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The aws-chunked transfer coding, read strictly:
 *
 * <pre>
 * size-hex [;chunk-signature=64-hex] CRLF data CRLF ... 0 [;chunk-signature=...] CRLF
 * [name:value CRLF ...] [x-amz-trailer-signature:64-hex CRLF] CRLF
 * </pre>
 *
 * Bytes of a signed chunk are held back until its signature is verified, so signed chunks are
 * limited to 16 MiB; unsigned ones pass at once. Fails with InvalidRequest, IncompleteBody,
 * SignatureDoesNotMatch or MalformedTrailerError. Not safe for use by several threads. See the AWS
 * pages "Transferring Payload in Multiple Chunks" and "Including Trailing Headers".
 */
public final class AwsChunks {
  private static final int LINE_BYTES_MAX = 8 * 1024;
  private static final int SIGNED_CHUNK_BYTES_MAX = 16 * 1024 * 1024;
  private static final String SIGNATURE = ";chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private enum State {
    SIZE,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    DONE
  }

  private final @Nullable ChunkSignatures signatures;
  private final boolean trailerAllowed;
  private final Optional<String> declaredTrailer;
  private final BodyDigests digests;
  private final byte[] line = new byte[LINE_BYTES_MAX];
  private final StringBuilder trailerLines = new StringBuilder();
  private List<ByteString> held = new ArrayList<>();
  private State state = State.SIZE;
  private String chunkSignature = "";
  private long undecoded;
  private long left;
  private int lineLength;
  private boolean trailerSeen;
  private boolean trailerSigned;

  /**
   * @param signatures absent for unsigned chunks
   * @param decodedLength {@code x-amz-decoded-content-length}, bytes
   * @param trailerAllowed whether the form has a trailer
   * @param declaredTrailer the one name that may stand there
   * @param digests is told the trailing checksum
   */
  public AwsChunks(
      Optional<ChunkSignatures> signatures,
      long decodedLength,
      boolean trailerAllowed,
      Optional<String> declaredTrailer,
      BodyDigests digests) {
    this.signatures = signatures.orElse(null);
    this.undecoded = decodedLength;
    this.trailerAllowed = trailerAllowed;
    this.declaredTrailer = declaredTrailer;
    this.digests = digests;
  }

  /** The plaintext in these bytes, as slices of them. The array must not change afterwards. */
  List<ByteString> decode(byte[] bytes) {
    var decoded = new ArrayList<ByteString>();
    for (int at = 0; at < bytes.length; ) {
      switch (state) {
        case SIZE, TRAILER -> lineByte(bytes[at++]);
        case DATA -> {
          int length = (int) Math.min(left, bytes.length - at);
          data(bytes, at, length, decoded);
          at += length;
        }
        case DATA_CR -> {
          expect(bytes[at++], '\r');
          state = State.DATA_LF;
        }
        case DATA_LF -> {
          expect(bytes[at++], '\n');
          endChunk(decoded);
        }
        case DONE -> throw malformed();
      }
    }
    return decoded;
  }

  /** The plaintext of a body that is all there, with its end. */
  public ByteString decodeWhole(ByteString body) {
    var decoded = decode(body.toArrayUnsafe());
    finish();
    return decoded.stream().reduce(ByteString.emptyByteString(), ByteString::concat);
  }

  /** The end of the body; fails when it is not the end of the coding. */
  void finish() {
    if (state != State.DONE) {
      throw new S3Exception(S3Error.IncompleteBody);
    }
  }

  private void data(byte[] bytes, int at, int length, List<ByteString> decoded) {
    var slice = ByteString.fromArrayUnsafe(bytes, at, length);
    if (signatures == null) {
      decoded.add(slice);
    } else {
      signatures.update(bytes, at, length);
      held.add(slice);
    }
    left -= length;
    if (left == 0) {
      state = State.DATA_CR;
    }
  }

  private void endChunk(List<ByteString> decoded) {
    if (signatures != null) {
      signatures.verifyChunk(chunkSignature);
      decoded.addAll(held);
      held = new ArrayList<>();
    }
    state = State.SIZE;
  }

  private void lineByte(byte next) {
    if (next == '\n') {
      if (lineLength == 0 || line[lineLength - 1] != '\r') {
        throw malformed();
      }
      var text = new String(line, 0, lineLength - 1, StandardCharsets.UTF_8);
      lineLength = 0;
      if (text.indexOf('\r') >= 0) {
        throw malformed();
      }
      if (state == State.SIZE) {
        size(text);
      } else {
        trailer(text);
      }
    } else if (lineLength == LINE_BYTES_MAX) {
      throw malformed();
    } else {
      line[lineLength++] = next;
    }
  }

  private void size(String text) {
    int end = signatures == null ? text.length() : text.indexOf(SIGNATURE);
    if (end <= 0 || end > 16) {
      throw malformed();
    }
    chunkSignature = signatures == null ? "" : text.substring(end + SIGNATURE.length());
    left = hex(text.substring(0, end));
    if (left < 0 || left > undecoded) {
      throw new S3Exception(S3Error.IncompleteBody);
    }
    if (signatures != null && left > SIGNED_CHUNK_BYTES_MAX) {
      throw new S3Exception(S3Error.InvalidRequest, "A signed chunk may have at most 16 MiB.");
    }
    undecoded -= left;
    if (left > 0) {
      state = State.DATA;
      return;
    }
    if (undecoded > 0) {
      throw new S3Exception(S3Error.IncompleteBody);
    }
    if (signatures != null) {
      signatures.verifyChunk(chunkSignature);
    }
    state = State.TRAILER;
  }

  private void trailer(String text) {
    if (text.isEmpty()) {
      if (signatures != null && trailerAllowed && !trailerSigned) {
        throw new S3Exception(S3Error.MalformedTrailerError);
      }
      state = State.DONE;
      return;
    }
    int colon = text.indexOf(':');
    if (!trailerAllowed || colon < 0 || trailerSigned) {
      throw new S3Exception(S3Error.MalformedTrailerError);
    }
    var name = text.substring(0, colon).toLowerCase(Locale.ROOT);
    var value = text.substring(colon + 1).strip();
    if (name.equals(TRAILER_SIGNATURE) && signatures != null) {
      signatures.verifyTrailer(trailerLines.toString(), value);
      trailerSigned = true;
    } else if (declaredTrailer.filter(name::equals).isPresent() && !trailerSeen) {
      trailerSeen = true;
      trailerLines.append(name).append(':').append(value).append('\n');
      digests.trailer(value);
    } else {
      throw new S3Exception(S3Error.MalformedTrailerError);
    }
  }

  /** Digits only; negative when the number has 64 bits. */
  private static long hex(String digits) {
    long value = 0;
    for (int at = 0; at < digits.length(); at++) {
      char c = digits.charAt(at);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw malformed();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static void expect(byte found, char wanted) {
    if (found != wanted) {
      throw malformed();
    }
  }

  private static S3Exception malformed() {
    return new S3Exception(S3Error.InvalidRequest, "The aws-chunked body is malformed.");
  }
}
