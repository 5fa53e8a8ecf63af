package coffer.http.sigv4;

/**
 * How the body of a request was signed: the value of {@code x-amz-content-sha256} and what checking
 * it takes. See the AWS page "Signature Calculations for the Authorization Header: Transferring
 * Payload in Multiple Chunks".
 */
public sealed interface PayloadSigning {

  /** The hex SHA-256 of the whole body is signed. */
  record Hashed(String sha256Hex) implements PayloadSigning {}

  /** {@code UNSIGNED-PAYLOAD}, and presigned URLs. */
  record Unsigned() implements PayloadSigning {}

  /** {@code STREAMING-UNSIGNED-PAYLOAD-TRAILER}: aws-chunked with a trailing checksum. */
  record UnsignedChunks() implements PayloadSigning {}

  /**
   * {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}, with or without {@code -TRAILER}: every chunk is
   * signed.
   *
   * @param signingKey the derived key; secret
   * @param seedSignature the request's own signature, hex
   * @param date {@code x-amz-date}
   * @param scope {@code date/region/service/aws4_request}
   */
  record SignedChunks(
      byte[] signingKey, String seedSignature, String date, String scope, boolean trailer)
      implements PayloadSigning {
    @Override
    public String toString() {
      return "SignedChunks[" + scope + "]";
    }
  }
}
