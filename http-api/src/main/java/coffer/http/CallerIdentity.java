package coffer.http;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.session.Authentication;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The one operation of STS that is offered: <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>,
 * a form posted to {@code /}. It needs no permission.
 */
final class CallerIdentity {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private final Authentication authentication;

  CallerIdentity(Authentication authentication) {
    this.authentication = authentication;
  }

  CompletionStage<S3Response> handle(S3Request request) {
    return KmsFront.body(request)
        .thenApply(
            body -> {
              var caller = authentication.authenticate(request, Set.of("sts"), body).caller();
              var form = new String(body, StandardCharsets.UTF_8).split("&");
              if (!Arrays.asList(form).contains("Action=GetCallerIdentity")) {
                throw new S3Exception(
                    S3Error.NotImplemented, "STS offers only GetCallerIdentity here.");
              }
              var principal = caller.principal();
              var xml =
                  XmlWriter.document("GetCallerIdentityResponse", NAMESPACE)
                      .open("GetCallerIdentityResult")
                      .text("Arn", principal.arn())
                      .text("UserId", principal.principalId())
                      .text("Account", principal.account())
                      .close()
                      .open("ResponseMetadata")
                      .text("RequestId", request.requestId())
                      .bytes();
              return new S3Response(
                  200, Map.of("Content-Type", "text/xml"), new S3Response.Whole(xml));
            });
  }
}
