package coffer.http.server;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what is not HTTP in S3's way. Named in the settings and made by Pekko HTTP. */
public final class ParseErrors extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    var refused =
        new S3Exception(
            switch (status.intValue()) {
              case 413 -> S3Error.EntityTooLarge;
              case 414 -> S3Error.InvalidURI;
              case 431 -> S3Error.RequestHeaderSectionTooLarge;
              case 501 -> S3Error.MethodNotAllowed;
              default ->
                  error.summary().contains("request-target")
                      ? S3Error.InvalidURI
                      : S3Error.InvalidRequest;
            });
    var requestId = Exchange.newRequestId();
    return Responses.toPekko(ErrorResponse.of(refused, false, "", requestId), requestId);
  }
}
