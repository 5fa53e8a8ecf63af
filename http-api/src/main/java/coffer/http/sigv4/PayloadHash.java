package coffer.http.sigv4;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Ascii;
import coffer.http.wire.S3Request;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** The values of {@code x-amz-content-sha256} and what each asks of the body. */
final class PayloadHash {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final int HASH_CHARS = 64;

  private PayloadHash() {}

  /** From the header, or from the query of a presigned URL; two that differ are refused. */
  static Optional<String> declared(S3Request request) {
    var values = new ArrayList<>(request.headers().all("x-amz-content-sha256"));
    for (var parameter : request.query().parameters()) {
      if (parameter.name().equalsIgnoreCase("X-Amz-Content-Sha256")) {
        values.add(parameter.value());
      }
    }
    for (var value : values) {
      if (!value.equals(values.getFirst())) {
        throw unknown();
      }
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  static void requireKnown(String value) {
    boolean known =
        switch (value) {
          case UNSIGNED, UNSIGNED_CHUNKS, SIGNED_CHUNKS, SIGNED_TRAILER -> true;
          default -> value.length() == HASH_CHARS && Ascii.only(value, Ascii::isLowerHex);
        };
    if (!known) {
      throw unknown();
    }
  }

  static PayloadSigning signing(String value, SignedRequest signed, byte[] signingKey) {
    return switch (value) {
      case UNSIGNED -> new PayloadSigning.Unsigned();
      case UNSIGNED_CHUNKS -> new PayloadSigning.UnsignedChunks();
      case SIGNED_CHUNKS, SIGNED_TRAILER ->
          new PayloadSigning.SignedChunks(
              signingKey,
              signed.signature(),
              signed.date(),
              signed.scope(),
              value.equals(SIGNED_TRAILER));
      default -> new PayloadSigning.Hashed(value);
    };
  }

  private static S3Exception unknown() {
    return new S3Exception(
        S3Error.InvalidArgument,
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a"
            + " valid sha256 value.",
        Map.of("ArgumentName", "x-amz-content-sha256"));
  }
}
