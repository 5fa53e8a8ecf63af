package coffer.http.sigv4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.S3Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of the AWS pages "Signature Calculations for the Authorization Header" and
 * "Authenticating Requests: Using Query Parameters", and what deviates from them.
 */
class SigV4VerifierTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final Instant MADE = Instant.parse("2013-05-24T00:00:00Z");
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
  private static final String PRESIGNED =
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
          + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
          + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
          + "&X-Amz-Signature="
          + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
  private static final String HOST = "Host: examplebucket.s3.amazonaws.com";

  @Test
  void getObjectExample() {
    assertEquals(new PayloadSigning.Hashed(EMPTY), verify(getObject(EMPTY), MADE));
  }

  @Test
  void putObjectExample() {
    var hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    var request =
        Requests.of(
            "PUT",
            "/test%24file.text",
            HOST,
            "Date: Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-date: 20130524T000000Z",
            "x-amz-storage-class: REDUCED_REDUNDANCY",
            "x-amz-content-sha256: " + hash,
            authorization(
                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
    assertEquals(new PayloadSigning.Hashed(hash), verify(request, MADE));
  }

  @ParameterizedTest
  @CsvSource({
    "/?lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    "/?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    "/?prefix=J&max-keys=2, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  })
  void bucketExamples(String target, String signature) {
    var request =
        Requests.of(
            "GET",
            target,
            HOST,
            "x-amz-date: 20130524T000000Z",
            "x-amz-content-sha256: " + EMPTY,
            authorization("host;x-amz-content-sha256;x-amz-date", signature));
    assertEquals(new PayloadSigning.Hashed(EMPTY), verify(request, MADE));
  }

  @Test
  void chunkedUploadExample() {
    var request =
        Requests.of(
            "PUT",
            "/examplebucket/chunkObject.txt",
            "Host: s3.amazonaws.com",
            "x-amz-date: 20130524T000000Z",
            "x-amz-storage-class: REDUCED_REDUNDANCY",
            "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "Content-Encoding: aws-chunked",
            "x-amz-decoded-content-length: 66560",
            "Content-Length: 66824",
            authorization(
                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                    + "x-amz-decoded-content-length;x-amz-storage-class",
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"));
    var signing = assertInstanceOf(PayloadSigning.SignedChunks.class, verify(request, MADE));
    var chunks = new ChunkSignatures(signing);
    var bytes = new byte[66_560];
    java.util.Arrays.fill(bytes, (byte) 'a');
    chunks.update(bytes, 0, 65_536);
    chunks.verifyChunk("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    chunks.update(bytes, 0, 1_024);
    chunks.verifyChunk("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
    chunks.verifyChunk("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    assertThrows(
        S3Exception.class,
        () ->
            chunks.verifyChunk("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"));
  }

  @Test
  void presignedExample() {
    var request = Requests.of("GET", PRESIGNED, HOST);
    assertEquals(new PayloadSigning.Unsigned(), verify(request, MADE));
    assertEquals(new PayloadSigning.Unsigned(), verify(request, MADE.plusSeconds(86_399)));
    assertRefused(S3Error.AccessDenied, request, MADE.plusSeconds(86_400));
    assertEquals(
        new PayloadSigning.Unsigned(), verify(request, MADE.minus(Duration.ofMinutes(15))));
    assertRefused(S3Error.AccessDenied, request, MADE.minus(Duration.ofMinutes(15)).minusMillis(1));
  }

  @Test
  void aPresignedUrlCannotBeTurnedIntoSomethingElse() {
    var at = MADE;
    assertRefused(
        S3Error.AccessDenied,
        Requests.of("GET", PRESIGNED, HOST, "x-amz-copy-source: /other/key"),
        at);
    assertRefused(S3Error.SignatureDoesNotMatch, Requests.of("PUT", PRESIGNED, HOST), at);
    assertRefused(S3Error.SignatureDoesNotMatch, Requests.of("GET", PRESIGNED + "&acl", HOST), at);
    assertRefused(
        S3Error.SignatureDoesNotMatch,
        Requests.of("GET", PRESIGNED.replace("/test.txt", "/test2.txt"), HOST),
        at);
    assertRefused(
        S3Error.SignatureDoesNotMatch,
        Requests.of("GET", PRESIGNED.replace("86400", "86401"), HOST),
        at);
    assertRefused(
        S3Error.InvalidArgument,
        Requests.of("GET", PRESIGNED, HOST, authorization("host", "0".repeat(64))),
        at);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "604801", "x", "", "99999999999999999999", "%2B5", "%D9%A3"})
  void presignedLifetimesAreBounded(String expires) {
    assertRefused(
        S3Error.AuthorizationQueryParametersError,
        Requests.of("GET", PRESIGNED.replace("86400", expires), HOST),
        MADE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature"
      })
  void presignedUrlsAreWhole(String parameter) {
    var without = PRESIGNED.replaceAll("[&]?" + parameter + "=[^&]*", "");
    assertRefused(
        S3Error.AuthorizationQueryParametersError, Requests.of("GET", without, HOST), MADE);
    var twice = PRESIGNED + "&" + parameter + "=x";
    assertRefused(S3Error.AuthorizationQueryParametersError, Requests.of("GET", twice, HOST), MADE);
  }

  @Test
  void skewIsLimited() {
    var request = getObject(EMPTY);
    var edge = Duration.ofMinutes(15);
    assertEquals(new PayloadSigning.Hashed(EMPTY), verify(request, MADE.plus(edge)));
    assertRefused(S3Error.RequestTimeTooSkewed, request, MADE.plus(edge).plusMillis(1));
    assertRefused(S3Error.RequestTimeTooSkewed, request, MADE.minus(edge).minusMillis(1));
  }

  @Test
  void damageIsRefused() {
    assertRefused(S3Error.SignatureDoesNotMatch, getObject("a" + EMPTY.substring(1)), MADE);
    assertRefused(S3Error.InvalidArgument, getObject("A" + EMPTY.substring(1)), MADE);
    assertRefused(S3Error.InvalidArgument, getObject("STREAMING-OTHER"), MADE);
    assertRefused(S3Error.AccessDenied, with(getObject(EMPTY), "x-amz-acl: public-read"), MADE);
    assertRefused(
        S3Error.AccessDenied, with(getObject(EMPTY), "x-amz-date: 20130524T000001Z"), MADE);
    assertRefused(
        S3Error.InvalidArgument,
        with(getObject(EMPTY), authorization("host", "0".repeat(64))),
        MADE);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS AKIAIOSFODNN7EXAMPLE:c2ln, InvalidRequest",
    "Basic YTpi, InvalidArgument",
    "AWS4-HMAC-SHA256, AuthorizationHeaderMalformed",
    "AWS4-HMAC-SHA256 Credential=a/b/c, AuthorizationHeaderMalformed",
  })
  void otherAuthorizationsAreRefused(String authorization, S3Error error) {
    assertRefused(
        error,
        Requests.of(
            "GET", "/", HOST, "x-amz-date: 20130524T000000Z", "Authorization: " + authorization),
        MADE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIAIOSFODNN7EXAMPLE/20130525/us-east-1/s3/aws4_request",
        "AKIAIOSFODNN7EXAMPLE/20130524/eu-west-1/s3/aws4_request",
        "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/ec2/aws4_request",
        "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws5_request",
        "/20130524/us-east-1/s3/aws4_request",
        "AKIAIOSFODNN7EXAMPLE//us-east-1/s3/aws4_request",
      })
  void scopesMustBeOurs(String scope) {
    assertRefused(
        S3Error.AuthorizationHeaderMalformed,
        Requests.of(
            "GET",
            "/",
            HOST,
            "x-amz-date: 20130524T000000Z",
            "x-amz-content-sha256: " + EMPTY,
            authorization("host;x-amz-content-sha256;x-amz-date", "0".repeat(64))
                .replace(SCOPE, scope)),
        MADE);
  }

  @Test
  void headerAuthenticationNeedsAPayloadHash() {
    var request =
        Requests.of(
            "GET",
            "/",
            HOST,
            "x-amz-date: 20130524T000000Z",
            authorization("host;x-amz-date", "0".repeat(64)));
    assertRefused(S3Error.InvalidRequest, request, MADE);
  }

  @Test
  void anonymousRequestsAreNotSigned() {
    assertTrue(SignedRequest.parse(Requests.of("GET", "/b/k", HOST)).isEmpty());
  }

  @Test
  void sessionTokensAreFoundInBothPlaces() {
    var inQuery =
        SignedRequest.parse(Requests.of("GET", PRESIGNED + "&X-Amz-S3session-Token=t", HOST));
    assertEquals(Optional.of("t"), inQuery.flatMap(SignedRequest::sessionToken));
    var inHeader = SignedRequest.parse(with(getObject(EMPTY), "x-amz-s3session-token: t"));
    assertEquals(Optional.of("t"), inHeader.flatMap(SignedRequest::sessionToken));
  }

  private static S3Request getObject(String hash) {
    return Requests.of(
        "GET",
        "/test.txt",
        HOST,
        "Range: bytes=0-9",
        "x-amz-date: 20130524T000000Z",
        "x-amz-content-sha256: " + hash,
        authorization(
            "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
  }

  private static String authorization(String signedHeaders, String signature) {
    return "Authorization: AWS4-HMAC-SHA256 Credential="
        + SCOPE
        + ",SignedHeaders="
        + signedHeaders
        + ",Signature="
        + signature;
  }

  private static S3Request with(S3Request request, String header) {
    List<String> headers = new ArrayList<>();
    request
        .headers()
        .values()
        .forEach((name, values) -> values.forEach(value -> headers.add(name + ": " + value)));
    headers.add(header);
    return Requests.of(request.method(), request.rawPath(), headers.toArray(String[]::new));
  }

  private static PayloadSigning verify(S3Request request, Instant now) {
    var signed = SignedRequest.parse(request).orElseThrow();
    return new SigV4Verifier("us-east-1", Clock.fixed(now, ZoneOffset.UTC))
        .verify(request, signed, SECRET);
  }

  private static void assertRefused(S3Error error, S3Request request, Instant now) {
    var refused = assertThrows(S3Exception.class, () -> verify(request, now));
    assertEquals(error, refused.error(), refused.getMessage());
  }
}
