package coffer.node.peer;

import coffer.node.peer.PeerHandler.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Answers as Pekko HTTP sends them. */
final class PeerAnswers {
  private static final HttpHeader NOT_CARRIED_OUT = RawHeader.create(AnswerHead.REFUSED, "1");
  static final HttpHeader CLOSE = Connection.create("close");
  private static final int MESSAGE_BYTES_MAX = 1_024;

  private PeerAnswers() {}

  static HttpResponse of(Answer answer) {
    return switch (answer) {
      case Answer.Whole(var body) -> {
        if (body.length > PeerCalls.BODY_BYTES_MAX) {
          throw new IllegalStateException("an answer of " + body.length + " bytes is too long");
        }
        yield HttpResponse.create().withEntity(entity(body));
      }
      case Answer.Streamed(var writer) ->
          HttpResponse.create()
              .withEntity(
                  HttpEntities.createChunked(
                      ContentTypes.APPLICATION_OCTET_STREAM, BodySource.of(writer)));
      case Answer.Refused(var status, var message) -> refused(status, message);
    };
  }

  /** The call was not carried out. */
  static HttpResponse refused(int status, String message) {
    var text = message.getBytes(StandardCharsets.UTF_8);
    return HttpResponse.create()
        .withStatus(status)
        .addHeader(NOT_CARRIED_OUT)
        .withEntity(entity(Arrays.copyOf(text, Math.min(text.length, MESSAGE_BYTES_MAX))));
  }

  /** The same, without a word and for good. */
  static HttpResponse refusedClosing(int status) {
    return closing(status).addHeader(NOT_CARRIED_OUT);
  }

  /** Says nothing of whether the call was carried out. */
  static HttpResponse closing(int status) {
    return HttpResponse.create().withStatus(status).addHeader(CLOSE);
  }

  private static org.apache.pekko.http.javadsl.model.ResponseEntity entity(byte[] body) {
    return HttpEntities.create(
        ContentTypes.APPLICATION_OCTET_STREAM, ByteString.fromArrayUnsafe(body));
  }
}
