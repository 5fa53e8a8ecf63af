package coffer.http;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.session.Authentication;
import coffer.http.wire.S3Request;
import coffer.http.wire.S3Response;
import coffer.kms.service.KmsCalls;
import coffer.kms.service.KmsException;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The front of KMS: {@code POST /} with {@code X-Amz-Target}. Reads the body, which is small,
 * checks the signature over it, and says what goes wrong in the JSON that KMS clients read.
 */
final class KmsFront {
  /** Bytes of a request body at most. */
  static final int BODY_BYTES_MAX = 1024 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Authentication authentication;
  private final KmsHandler kms;

  KmsFront(Authentication authentication, KmsHandler kms) {
    this.authentication = authentication;
    this.kms = kms;
  }

  CompletionStage<S3Response> handle(S3Request request, String target) {
    return body(request)
        .thenCompose(
            body -> {
              var caller = authentication.authenticate(request, Set.of("kms"), body).caller();
              var origin =
                  new KmsCalls.Origin(
                      request.remoteAddress(),
                      request.headers().first("user-agent").orElse(""),
                      request.requestId(),
                      caller.accessKeyId());
              return kms.handle(target, body, caller.principal(), origin);
            });
  }

  /** The whole body; MaxMessageLengthExceeded beyond {@link #BODY_BYTES_MAX}. */
  static CompletionStage<byte[]> body(S3Request request) {
    if (request.contentLength().orElse(0) > BODY_BYTES_MAX) {
      throw new S3Exception(S3Error.MaxMessageLengthExceeded);
    }
    return request.entity().collect(BODY_BYTES_MAX);
  }

  /** A refusal by the key service. */
  static S3Response refusal(KmsException refused) {
    var message = refused.getMessage() == null ? "" : refused.getMessage();
    return json(refused.httpStatus(), refused.code().name(), message);
  }

  /** A refusal before the key service was asked, by the names that AWS's JSON services use. */
  static S3Response refusal(S3Exception refused) {
    int status = refused.error().status() >= 500 ? refused.error().status() : 400;
    var message = refused.getMessage() == null ? "" : refused.getMessage();
    return switch (refused.error()) {
      case InvalidAccessKeyId, InvalidToken ->
          json(
              status,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.");
      case SignatureDoesNotMatch, RequestTimeTooSkewed, XAmzContentSHA256Mismatch ->
          json(status, "InvalidSignatureException", message);
      case AccessDenied ->
          json(status, "MissingAuthenticationTokenException", "Missing Authentication Token");
      case AuthorizationHeaderMalformed, AuthorizationQueryParametersError ->
          json(status, "IncompleteSignatureException", message);
      case InternalError, ServiceUnavailable, SlowDown ->
          json(status, "KMSInternalException", message);
      default -> json(status, "ValidationException", message);
    };
  }

  private static S3Response json(int status, String type, String message) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("__type", type);
    fields.put("message", message);
    try {
      return new S3Response(
          status,
          Map.of("Content-Type", "application/x-amz-json-1.1"),
          new S3Response.Whole(JSON.writeValueAsBytes(fields)));
    } catch (JacksonException impossible) {
      throw new IllegalStateException("strings are always JSON", impossible);
    }
  }
}
