package coffer.bench.micro;

import coffer.bench.wire.Credentials;
import coffer.bench.wire.SignedRequests;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.sigv4.SigV4Verifier;
import coffer.http.sigv4.SignedRequest;
import coffer.http.wire.Entity;
import coffer.http.wire.Headers;
import coffer.http.wire.RawTarget;
import coffer.http.wire.S3Request;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Checking who asks: the Authorization header of a PUT read, and its signature verified with a
 * signing key that is known from requests before. In µs for a request. {@code sign} is what the
 * client does for the same request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class SigV4Benchmark {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final String SECRET = "a-secret-of-forty-characters-0123456789a";
  private static final String TARGET = "/bucket/folder/an-object-of-some-length.bin";

  private final SignedRequests client =
      new SignedRequests(
          Credentials.of("AKIDBENCH", SECRET, ""), "127.0.0.1:9000", "us-east-1", CLOCK);
  private final SigV4Verifier verifier = new SigV4Verifier("us-east-1", CLOCK);
  private SignedRequests.Request asked;
  private S3Request request;

  /** Signs a request as a client does. */
  @Setup
  public void setUp() {
    asked =
        new SignedRequests.Request(
            "PUT",
            TARGET,
            "",
            Map.of("x-amz-server-side-encryption", "AES256", "x-amz-meta-color", "blue"),
            4096,
            "UNSIGNED-PAYLOAD");
    var target = RawTarget.parse(TARGET);
    request =
        new S3Request(
            "PUT",
            target.rawPath(),
            target.rawQuery(),
            target.query(),
            Headers.of(client.headers(asked)),
            Optional.of("bucket"),
            Optional.of("folder/an-object-of-some-length.bin"),
            OptionalLong.of(4096),
            Entity.EMPTY,
            "127.0.0.1",
            false,
            "bench");
    verify();
  }

  @Benchmark
  public PayloadSigning verify() {
    return verifier.verify(request, SignedRequest.parse(request).orElseThrow(), SECRET);
  }

  @Benchmark
  public byte[] sign() {
    return client.head(asked);
  }
}
