package coffer.http.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * What an operation answers, before it is put on the wire.
 *
 * @param headers in the order they are sent; {@code Content-Type} among them where there is a
 *     content
 * @param audited what an audit record shows of the request's body; never sent
 */
public record S3Response(
    int status, Map<String, String> headers, Content content, Map<String, Object> audited) {

  public S3Response(int status, Map<String, String> headers, Content content) {
    this(status, headers, content, Map.of());
  }

  /** The bytes that follow the headers. */
  public sealed interface Content {}

  /** No content: {@code Content-Length: 0}, or none at all for 204 and 304. */
  public record Empty() implements Content {}

  /** A whole small content: XML, JSON or a small object. The array is not changed any more. */
  public record Whole(byte[] bytes) implements Content {}

  /** An object on its way out. */
  public record Streamed(long length, Source<ByteString, NotUsed> bytes) implements Content {}

  /** The answer to HEAD: announces a length and sends nothing. */
  public record LengthOnly(long length) implements Content {}

  public static S3Response empty(int status) {
    return new S3Response(status, Map.of(), new Empty());
  }

  public static S3Response xml(int status, byte[] xml) {
    return new S3Response(status, Map.of("Content-Type", "application/xml"), new Whole(xml));
  }

  /** The same with one more header. */
  public S3Response with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new S3Response(status, more, content, audited);
  }

  /** The same, of whose request's body an audit record shows this. */
  public S3Response audited(String name, Object value) {
    var more = new LinkedHashMap<>(audited);
    more.put(name, value);
    return new S3Response(status, headers, content, more);
  }

  public S3Response withAll(Map<String, String> added) {
    var more = new LinkedHashMap<>(headers);
    more.putAll(added);
    return new S3Response(status, more, content, audited);
  }
}
