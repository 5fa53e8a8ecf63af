package coffer.http.server;

import coffer.http.error.S3Exception;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.util.TreeMap;

/**
 * Renders refusals as S3 does: {@code <Error>} without a namespace. See the AWS page "Error
 * Responses".
 */
public final class ErrorResponse {
  private ErrorResponse() {}

  /**
   * The whole answer.
   *
   * @param head whether the method was HEAD, whose answers have no body
   * @param resource the raw path of the request
   */
  public static S3Response of(
      S3Exception refused, boolean head, String resource, String requestId) {
    int status = refused.error().status();
    if (head || status == 304) {
      return S3Response.empty(status);
    }
    var body = body(refused, resource, requestId);
    return S3Response.xml(status, body);
  }

  /** Only the XML. */
  public static byte[] body(S3Exception refused, String resource, String requestId) {
    var message = refused.getMessage();
    var xml =
        XmlWriter.plainDocument("Error")
            .text("Code", refused.error().code())
            .text("Message", message == null ? refused.error().message() : message);
    new TreeMap<>(refused.details()).forEach(xml::text);
    return xml.text("Resource", resource)
        .text("RequestId", requestId)
        .text("HostId", hostId(requestId))
        .bytes();
  }

  /** What {@code x-amz-id-2} says; names no machine. */
  public static String hostId(String requestId) {
    return "coffer/" + requestId;
  }
}
