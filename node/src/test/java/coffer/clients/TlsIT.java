package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** HTTPS with the certificate of the node's own authority. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsIT {
  private StartedServer server;
  private Path authority;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start("--tls");
    authority = server.data().resolve("tls").resolve("ca.pem");
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  /** Trusts the authority, and nobody else. */
  private TrustManager[] trust() {
    try (var pem = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null);
      store.setCertificateEntry(
          "coffer", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | java.security.GeneralSecurityException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(StartedServer.REGION))
        .credentialsProvider(StartedServer.credentials())
        .httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(this::trust))
        .build();
  }

  /** How the bodies of requests were signed. */
  private static final class Sent implements ExecutionInterceptor {
    private final ArrayList<String> hashes = new ArrayList<>();

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes some) {
      synchronized (hashes) {
        hashes.add(context.httpRequest().firstMatchingHeader("x-amz-content-sha256").orElse(""));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void theSyncClientWorksInBothStyles(String host) {
    try (var s3 = s3(server.endpoint(host))) {
      var bucket = DirectoryBuckets.name("tls");
      s3.createBucket(DirectoryBuckets.creation(bucket));
      for (int length : new int[] {0, 1, 200_000, 9_000_000}) {
        var content = Bytes.of(length, length);
        s3.putObject(b -> b.bucket(bucket).key("a/b c"), RequestBody.fromBytes(content));
        assertArrayEquals(
            content, s3.getObjectAsBytes(b -> b.bucket(bucket).key("a/b c")).asByteArray());
      }
      s3.deleteObject(b -> b.bucket(bucket).key("a/b c"));
      s3.deleteBucket(b -> b.bucket(bucket));
    }
  }

  @Test
  void theAsyncClientSendsTrailersWithUnsignedChunks() {
    var sent = new Sent();
    try (var s3 =
        S3AsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.of(StartedServer.REGION))
            .credentialsProvider(StartedServer.credentials())
            .overrideConfiguration(c -> c.addExecutionInterceptor(sent))
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder().tlsTrustManagersProvider(this::trust))
            .build()) {
      var bucket = DirectoryBuckets.name("tls-async");
      s3.createBucket(DirectoryBuckets.creation(bucket)).join();
      var content = Bytes.of(3, 5_000_000);
      s3.putObject(b -> b.bucket(bucket).key("k"), AsyncRequestBody.fromBytes(content)).join();
      var read =
          s3.getObject(b -> b.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes()).join();
      assertArrayEquals(content, read.asByteArray());
    }
    assertTrue(sent.hashes.contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), sent.hashes.toString());
  }

  @Test
  void aClientThatDoesNotTrustTheAuthorityIsNotTalkedTo() {
    try (var s3 = server.s3()) {
      var failed = assertThrows(SdkClientException.class, s3::listBuckets);
      assertTrue(String.valueOf(failed.getMessage()).contains("PKIX"), failed.getMessage());
    }
  }

  @Test
  void theAuthoritysCertificateIsForEverybodyAndItsKeyIsNot() throws IOException {
    assertEquals("rw-r--r--", permissions("ca.pem"));
    assertEquals("rw-------", permissions("ca.key"));
    assertEquals("rw-------", permissions("endpoint.key"));
    assertTrue(
        server.output().stream().anyMatch(l -> l.contains("export AWS_CA_BUNDLE=" + authority)),
        server.output().toString());
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(authority.resolveSibling(file)));
  }

  @Test
  void plainHttpIsRefusedAndTheServerGoesOn() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET /-/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(!answer.contains("HTTP/1.1 2"), answer);
    } catch (IOException cut) {
      assertTrue(String.valueOf(cut.getMessage()).contains("reset"), cut.toString());
    }
    try (var s3 = s3(server.endpoint())) {
      s3.listBuckets();
    }
    assertTrue(
        server.output().stream().noneMatch(line -> line.contains("ERROR")),
        String.join("\n", server.output()));
  }

  @Test
  void boto3WorksWithTheBundleThatTheServerNames() throws Exception {
    var python = Path.of(System.getProperty("coffer.checkout"), "node", "src", "test", "python");
    var builder =
        new ProcessBuilder("python3", python.resolve("test_boto3_tls.py").toString())
            .redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("AWS_ENDPOINT_URL", server.endpoint().toString());
    environment.put("AWS_CA_BUNDLE", authority.toString());
    environment.put("AWS_ACCESS_KEY_ID", StartedServer.ACCESS_KEY);
    environment.put("AWS_SECRET_ACCESS_KEY", StartedServer.SECRET);
    environment.put("AWS_DEFAULT_REGION", StartedServer.REGION);
    environment.put("AWS_CONFIG_FILE", "/dev/null");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), output);
    assertEquals(
        0, process.exitValue(), output + "\nserver:\n" + String.join("\n", server.output()));
  }
}
