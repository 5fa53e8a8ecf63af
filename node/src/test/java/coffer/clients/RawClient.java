package coffer.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Single requests with exactly the headers a test names, signed by the AWS SDK's own signer: for
 * what no client sends on its own.
 */
final class RawClient {
  private static final Set<String> SET_BY_HTTP_CLIENT = Set.of("host", "content-length", "expect");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI endpoint;

  RawClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Credentials of a session, from CreateSession's answer. */
  record Session(String accessKeyId, String secret, String token) {
    static Session of(String xml) {
      return new Session(
          element(xml, "AccessKeyId"),
          element(xml, "SecretAccessKey"),
          element(xml, "SessionToken"));
    }
  }

  /** The text of the first element of that name. */
  static String element(String xml, String name) {
    var matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
    return matcher.find() ? matcher.group(1) : "";
  }

  HttpResponse<String> root(String method, String target, Map<String, String> headers, byte[] body)
      throws Exception {
    return signed(
        StartedServer.ACCESS_KEY, StartedServer.SECRET, "s3express", method, target, headers, body);
  }

  Session createSession(String bucket, Map<String, String> headers) throws Exception {
    var answer = root("GET", "/" + bucket + "?session", headers, new byte[0]);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return Session.of(answer.body());
  }

  HttpResponse<String> inSession(
      Session session, String method, String target, Map<String, String> headers, byte[] body)
      throws Exception {
    var all = new LinkedHashMap<>(headers);
    all.put("x-amz-s3session-token", session.token());
    return signed(session.accessKeyId(), session.secret(), "s3express", method, target, all, body);
  }

  HttpResponse<String> signed(
      String accessKey,
      String secret,
      String service,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body)
      throws Exception {
    return send(
        method, target, sign(accessKey, secret, service, method, target, headers, body), body);
  }

  /** The headers, signed as root, of a request that does not sign its body. */
  Map<String, String> unsignedPayload(String method, String target) {
    var unsigned =
        SdkHttpRequest.builder()
            .uri(endpoint.resolve(target))
            .method(SdkHttpMethod.fromValue(method));
    var credentials = AwsCredentialsIdentity.create(StartedServer.ACCESS_KEY, StartedServer.SECRET);
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials)
                        .request(unsigned.build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3express")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, StartedServer.REGION)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
    var all = new LinkedHashMap<String, String>();
    signed.request().forEachHeader((name, values) -> all.put(name, String.join(",", values)));
    return all;
  }

  /** Signs one body as root and sends another. */
  HttpResponse<String> signedForOtherBytes(String method, String target, byte[] signed, byte[] sent)
      throws Exception {
    var headers =
        sign(
            StartedServer.ACCESS_KEY,
            StartedServer.SECRET,
            "s3express",
            method,
            target,
            Map.of(),
            signed);
    return send(method, target, headers, sent);
  }

  private Map<String, String> sign(
      String accessKey,
      String secret,
      String service,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body) {
    var unsigned =
        SdkHttpRequest.builder()
            .uri(endpoint.resolve(target))
            .method(SdkHttpMethod.fromValue(method));
    headers.forEach(unsigned::putHeader);
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(AwsCredentialsIdentity.create(accessKey, secret))
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, StartedServer.REGION)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
    var all = new LinkedHashMap<String, String>();
    signed.request().forEachHeader((name, values) -> all.put(name, String.join(",", values)));
    return all;
  }

  /** Sends as is; nothing is signed here. */
  HttpResponse<String> send(String method, String target, Map<String, String> headers, byte[] body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + target))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.length == 0 && List.of("GET", "HEAD", "DELETE").contains(method)
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, value) -> {
          if (!SET_BY_HTTP_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
            request.header(name, value);
          }
        });
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
