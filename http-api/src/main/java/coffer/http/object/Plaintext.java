package coffer.http.object;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Decrypted bytes of an object: those of a small one are all there, and need no stream. */
public sealed interface Plaintext {

  /**
   * The bytes as a stream, to be run once. Fails, and never gives a wrong byte, if stored bytes do
   * not authenticate.
   */
  Source<ByteString, NotUsed> bytes();

  /** Bytes that are there and verified. */
  record Whole(ByteString content) implements Plaintext {
    @Override
    public Source<ByteString, NotUsed> bytes() {
      return Source.single(content);
    }
  }

  /** Bytes that are read and verified as they flow. */
  record Flowing(Source<ByteString, NotUsed> bytes) implements Plaintext {}
}
