package coffer.http.operation;

import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.object.Body;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Opens request bodies: decodes all five transfer forms and checks signature, length and checksums
 * as bytes flow.
 */
public final class Bodies {
  private Bodies() {}

  /**
   * The upload in the body of a PUT. Fails at once (MissingContentLength, InvalidDigest, ...) for
   * headers that cannot be.
   */
  public static Body open(S3Call call, boolean md5) {
    throw new UnsupportedOperationException(call + " " + md5);
  }

  /** A small body, whole and verified; MaxMessageLengthExceeded beyond {@code maxBytes}. */
  public static CompletionStage<byte[]> whole(S3Call call, int maxBytes) {
    throw new UnsupportedOperationException(call + " " + maxBytes);
  }

  /** Plaintext that comes from storage, for copies; computes {@code algorithm} on the way. */
  public static Body ofStored(
      Source<ByteString, NotUsed> bytes,
      long length,
      Optional<ChecksumAlgorithm> algorithm,
      boolean md5) {
    throw new UnsupportedOperationException(bytes + " " + length + algorithm + md5);
  }
}
