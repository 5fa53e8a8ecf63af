package coffer.http.operation;

import coffer.http.session.Caller;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.sigv4.SigningKey;
import coffer.http.wire.Entity;
import coffer.http.wire.Headers;
import coffer.http.wire.Query;
import coffer.http.wire.S3Request;
import coffer.kms.policy.Principal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Encodes bodies as clients do, with an implementation of chunk signatures of its own. */
final class Uploading {
  static final byte[] KEY = SigningKey.derive("secret", "20261121", "us-east-1", "s3");
  static final String SEED = "5".repeat(64);
  private static final String DATE = "20261121T000000Z";
  private static final String SCOPE = "20261121/us-east-1/s3/aws4_request";

  private Uploading() {}

  static PayloadSigning.SignedChunks signing(boolean trailer) {
    return new PayloadSigning.SignedChunks(KEY, SEED, DATE, SCOPE, trailer);
  }

  /** A call whose body arrives in the pieces given. */
  static S3Call call(
      PayloadSigning payload,
      Map<String, String> headers,
      OptionalLong contentLength,
      List<byte[]> pieces,
      Materializer materializer) {
    var bytes = Source.from(pieces.stream().map(ByteString::fromArray).toList());
    return call(payload, headers, contentLength, new Entity.Flowing(bytes, materializer));
  }

  /** A call whose body came with its head. */
  static S3Call whole(PayloadSigning payload, Map<String, String> headers, byte[] body) {
    var entity = new Entity.Whole(ByteString.fromArray(body));
    return call(payload, headers, OptionalLong.of(body.length), entity);
  }

  private static S3Call call(
      PayloadSigning payload,
      Map<String, String> headers,
      OptionalLong contentLength,
      Entity entity) {
    var request =
        new S3Request(
            "PUT",
            "/b/k",
            "",
            new Query(List.of()),
            Headers.of(headers),
            Optional.of("b"),
            Optional.of("k"),
            contentLength,
            entity,
            "127.0.0.1",
            false,
            "0123456789ABCDEF");
    return new S3Call(
        request, new Caller.Iam(Principal.root("000000000000"), "AKID", "s3"), payload);
  }

  /** Unsigned chunks, each with its size; the last has none. */
  static String unsigned(List<String> chunks, String trailers) {
    var body = new StringBuilder();
    for (var chunk : chunks) {
      body.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return body.append("0\r\n").append(trailers).append("\r\n").toString();
  }

  /** Signed chunks and the empty last one as separate texts; trailers signed where there are. */
  static List<String> signed(List<String> chunks, Optional<String> trailer) {
    var parts = new ArrayList<String>();
    var previous = SEED;
    for (var chunk : Stream.concat(chunks.stream(), Stream.of("")).toList()) {
      previous = sign("PAYLOAD", previous + "\n" + sha256("") + "\n" + sha256(chunk));
      parts.add(
          Integer.toHexString(chunk.length())
              + ";chunk-signature="
              + previous
              + "\r\n"
              + (chunk.isEmpty() ? "" : chunk + "\r\n"));
    }
    var last = previous;
    parts.add(
        trailer
                .map(
                    line ->
                        line
                            + "\r\nx-amz-trailer-signature:"
                            + sign("TRAILER", last + "\n" + sha256(line + "\n"))
                            + "\r\n")
                .orElse("")
            + "\r\n");
    return parts;
  }

  static String sha256(String text) {
    return sha256(latin1(text));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String sign(String kind, String rest) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      var text = "AWS4-HMAC-SHA256-" + kind + "\n" + DATE + "\n" + SCOPE + "\n" + rest;
      return HexFormat.of().formatHex(mac.doFinal(latin1(text)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
