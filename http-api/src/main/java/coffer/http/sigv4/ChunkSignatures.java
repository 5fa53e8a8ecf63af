package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The chain of signatures of one aws-chunked body: each covers the one before, so no chunk can be
 * dropped, repeated or moved. See the AWS pages "Transferring Payload in Multiple Chunks" and
 * "Including Trailing Headers". Not safe for use by several threads.
 */
public final class ChunkSignatures {
  private static final String EMPTY_HASH = Crypto.sha256Hex(new byte[0]);

  private final PayloadSigning.SignedChunks signing;
  private final MessageDigest chunk = Crypto.sha256();
  private String previous;

  public ChunkSignatures(PayloadSigning.SignedChunks signing) {
    this.signing = signing;
    this.previous = signing.seedSignature();
  }

  /** Takes in bytes of the present chunk. */
  public void update(byte[] bytes, int offset, int length) {
    chunk.update(bytes, offset, length);
  }

  /** Ends the present chunk; fails with SignatureDoesNotMatch. */
  public void verifyChunk(String signature) {
    var hash = HexFormat.of().formatHex(chunk.digest());
    verify("AWS4-HMAC-SHA256-PAYLOAD\n" + context() + EMPTY_HASH + "\n" + hash, signature);
  }

  /**
   * Checks the trailer, behind the empty chunk; fails with SignatureDoesNotMatch.
   *
   * @param lines {@code name:value\n} for each trailing header, in order
   */
  public void verifyTrailer(String lines, String signature) {
    verify("AWS4-HMAC-SHA256-TRAILER\n" + context() + Crypto.sha256Hex(lines), signature);
  }

  private String context() {
    return signing.date() + "\n" + signing.scope() + "\n" + previous + "\n";
  }

  private void verify(String toSign, String signature) {
    if (!Crypto.same(Crypto.hmacHex(signing.signingKey(), toSign), signature)) {
      throw new S3Exception(S3Error.SignatureDoesNotMatch);
    }
    previous = signature;
  }
}
