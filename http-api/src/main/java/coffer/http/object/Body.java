package coffer.http.object;

import coffer.http.checksum.Checksum;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The plaintext of one upload on its way in: decoded from the wire, checked as it flows. Nothing
 * may be committed before both {@link #bytes} and {@link #digests} have completed without failure.
 */
public interface Body {

  /** How many plaintext bytes the client announced; empty when only the end of the stream tells. */
  OptionalLong length();

  /**
   * The bytes, to be materialised once. Fails with {@link coffer.http.error.S3Exception} on a wrong
   * signature, checksum or length, at the latest at its end; pulling it is what makes the server
   * send {@code 100 Continue}.
   */
  Source<ByteString, NotUsed> bytes();

  /**
   * The bytes, where all of them are there already; then {@link #bytes} need not be run. Checks
   * them as running would.
   *
   * @return empty when the body has to be run
   */
  default Optional<ByteString> whole() {
    return Optional.empty();
  }

  /** What was computed on the way; completes after {@link #bytes} does, and fails if it fails. */
  CompletionStage<Digests> digests();

  /**
   * @param length plaintext bytes that flowed
   * @param checksum the checksum the client asked for or gave, verified; CRC64NVME of the whole
   *     when it named none
   * @param md5Hex present when it was asked for (ETags of general purpose buckets under SSE-S3)
   */
  record Digests(long length, Optional<Checksum> checksum, Optional<String> md5Hex) {}
}
