package coffer.http.server;

import coffer.http.wire.Ascii;
import coffer.http.wire.S3Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Puts answers on the wire so that nothing a client stored can split a response. */
final class Responses {
  private static final String NAME_MARKS = "!#$%&'*+.^_`|~-";

  /** What the HTTP server writes itself. */
  private static final Set<String> OWN =
      Set.of("content-type", "content-length", "transfer-encoding", "connection", "date", "server");

  private Responses() {}

  static HttpResponse toPekko(S3Response response, String requestId) {
    var headers = new ArrayList<HttpHeader>();
    headers.add(RawHeader.create("x-amz-request-id", requestId));
    headers.add(RawHeader.create("x-amz-id-2", ErrorResponse.hostId(requestId)));
    response
        .headers()
        .forEach(
            (name, value) -> {
              if (isName(name) && !OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(RawHeader.create(name, safe(value)));
              }
            });
    return HttpResponse.create()
        .withStatus(StatusCodes.get(response.status()))
        .withEntity(entity(response))
        .addHeaders(headers);
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alphanumeric && NAME_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static ResponseEntity entity(S3Response response) {
    if (response.status() == 204 || response.status() == 304) {
      return HttpEntities.EMPTY;
    }
    var type = contentType(response.headers());
    return switch (response.content()) {
      case S3Response.Empty() -> HttpEntities.EMPTY;
      case S3Response.Whole(var bytes) ->
          HttpEntities.create(type, ByteString.fromArrayUnsafe(bytes));
      case S3Response.Streamed(var length, var bytes) ->
          length == 0
              ? HttpEntities.create(type, new byte[0])
              : HttpEntities.create(type, length, bytes);
      case S3Response.LengthOnly(var length) ->
          length == 0
              ? HttpEntities.create(type, new byte[0])
              : HttpEntities.create(type, length, Source.empty());
    };
  }

  private static ContentType contentType(Map<String, String> headers) {
    for (var header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("content-type")) {
        return VerbatimContentType.rendered(safe(header.getValue()));
      }
    }
    return VerbatimContentType.rendered("binary/octet-stream");
  }

  private static boolean isLineOfAscii(String text) {
    return Ascii.only(text, c -> c == '\t' || (c >= 0x20 && c < 0x7F));
  }

  /**
   * A value that is one line of ASCII: control characters become blanks, and a value with others is
   * encoded as RFC 2047 says, as S3 does with metadata.
   */
  static String safe(String value) {
    if (isLineOfAscii(value)) {
      return value;
    }
    var line = value.replaceAll("[\\x00-\\x08\\x0A-\\x1F\\x7F]", " ");
    if (Ascii.only(line, c -> c < 0x7F)) {
      return line;
    }
    var utf8 = line.getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }
}
