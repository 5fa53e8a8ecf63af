package coffer.node.peer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers as Netty sends them. */
final class PeerAnswers {
  private static final int MESSAGE_BYTES_MAX = 1_024;
  private static final byte[] NO_BYTES = {};

  private PeerAnswers() {}

  static FullHttpResponse whole(byte[] body) {
    if (body.length > PeerCalls.BODY_BYTES_MAX) {
      throw new IllegalStateException("an answer of " + body.length + " bytes is too long");
    }
    return of(HttpResponseStatus.OK, body);
  }

  /** The head of an answer that comes in chunks. */
  static HttpResponse chunked() {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpUtil.setTransferEncodingChunked(head, true);
    return head;
  }

  /** The call was not carried out. */
  static FullHttpResponse refused(Admission.Turned away) {
    return refused(away.status(), away.message());
  }

  /** The call was not carried out. */
  static FullHttpResponse refused(HttpResponseStatus status, String message) {
    var text = message.getBytes(StandardCharsets.UTF_8);
    var answer = of(status, Arrays.copyOf(text, Math.min(text.length, MESSAGE_BYTES_MAX)));
    answer.headers().set(AnswerHead.REFUSED, "1");
    return answer;
  }

  /** Says nothing of whether the call was carried out. */
  static FullHttpResponse failed() {
    return of(HttpResponseStatus.INTERNAL_SERVER_ERROR, NO_BYTES);
  }

  private static FullHttpResponse of(HttpResponseStatus status, byte[] body) {
    var answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return answer;
  }
}
