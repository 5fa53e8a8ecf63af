package coffer.http.server;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Addressing;
import coffer.http.wire.Entity;
import coffer.http.wire.Headers;
import coffer.http.wire.RawTarget;
import coffer.http.wire.S3Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;

/** Reads requests from Pekko HTTP's model, whose own view of URI and headers is not used. */
final class Requests {
  private Requests() {}

  /**
   * The target as it stood in the request line. Taken from the header that the server adds, never
   * from one of that name that a client sent.
   */
  static String target(HttpRequest request) {
    for (var header : request.getHeaders()) {
      if (header instanceof RawRequestURI raw) {
        return raw.uri();
      }
    }
    throw new IllegalStateException("the server does not tell the raw request target");
  }

  static S3Request toS3(
      HttpRequest request, List<String> domains, boolean tls, Entity entity, String requestId) {
    var target = RawTarget.parse(target(request));
    var headers = headers(request);
    if (headers.all("host").size() != 1) {
      throw new S3Exception(S3Error.InvalidRequest, "There must be one Host header.");
    }
    var addressing = Addressing.resolve(headers.first("host"), target.rawPath(), domains);
    return new S3Request(
        request.method().value(),
        target.rawPath(),
        target.rawQuery(),
        target.query(),
        headers,
        addressing.bucket(),
        addressing.key(),
        contentLength(request.entity()),
        entity,
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .map(address -> address.getHostAddress())
            .orElse(""),
        tls,
        requestId);
  }

  private static OptionalLong contentLength(RequestEntity entity) {
    return entity.getContentLengthOption();
  }

  /** With those that the server takes off the list: the length, the coding, a parsed type. */
  private static Headers headers(HttpRequest request) {
    var values = new LinkedHashMap<String, List<String>>();
    for (var header : request.getHeaders()) {
      if (!(header instanceof RawRequestURI || header instanceof TimeoutAccess)) {
        values
            .computeIfAbsent(header.lowercaseName(), name -> new ArrayList<>())
            .add(header.value());
      }
    }
    var entity = request.entity();
    contentLength(entity)
        .ifPresentOrElse(
            length -> values.put("content-length", List.of(Long.toString(length))),
            () -> values.put("transfer-encoding", List.of("chunked")));
    var type = entity.getContentType();
    if (type.mediaType().isMultipart()) {
      values.putIfAbsent("content-type", List.of(type.toString()));
    }
    values.replaceAll((name, all) -> List.copyOf(all));
    return new Headers(Collections.unmodifiableMap(values));
  }
}
