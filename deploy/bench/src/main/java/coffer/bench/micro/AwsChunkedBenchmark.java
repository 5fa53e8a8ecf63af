package coffer.bench.micro;

import coffer.http.checksum.BodyDigests;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.DeclaredChecksums;
import coffer.http.sigv4.AwsChunkedDecoder;
import coffer.http.sigv4.AwsChunks;
import coffer.http.sigv4.ChunkSignatures;
import coffer.http.sigv4.PayloadSigning.SignedChunks;
import coffer.http.sigv4.SigningKey;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An aws-chunked body of 16 MiB taken apart as it flows in, in operations/s (times 16,777,216
 * bytes). It comes in pieces of 64 KiB that have nothing to do with its chunks. {@code streamOnly}
 * is the same stream without the decoder; {@code sha256Only} what signed chunks cannot do without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set by JMH's @Setup
public class AwsChunkedBenchmark {
  private static final int BYTES = 16 << 20;
  private static final int PIECE_BYTES = 64 * 1024;
  private static final String DATE = "20260101T000000Z";
  private static final String SCOPE = "20260101/us-east-1/s3/aws4_request";
  private static final String SEED = "0".repeat(64);
  private static final byte[] KEY = SigningKey.derive("secret", "20260101", "us-east-1", "s3");
  private static final HexFormat HEX = HexFormat.of();

  /** Of one chunk: what SDKs send, and more. */
  @Param({"8192", "65536", "1048576"})
  public int chunkBytes;

  private final byte[] plain = new byte[BYTES];
  private ActorSystem system;
  private List<ByteString> signed;
  private List<ByteString> unsigned;

  /** Encodes the body as a client does. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    system =
        ActorSystem.create(
            "chunks",
            ConfigFactory.parseString("pekko.loglevel = OFF")
                .withFallback(ConfigFactory.defaultReference()));
    signed = pieces(encoded(true));
    unsigned = pieces(encoded(false));
  }

  /** Stops what runs streams. */
  @TearDown(Level.Trial)
  public void tearDown() {
    system.terminate();
  }

  private byte[] encoded(boolean withSignatures) throws GeneralSecurityException {
    var out = new ByteArrayOutputStream();
    var previous = SEED;
    for (int at = 0; at <= BYTES; at += chunkBytes) {
      int length = Math.min(chunkBytes, BYTES - at);
      var head = Integer.toHexString(length);
      if (withSignatures) {
        previous = signature(previous, at, length);
        head += ";chunk-signature=" + previous;
      }
      out.writeBytes((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(plain, at, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  private String signature(String previous, int at, int length) throws GeneralSecurityException {
    var sha256 = MessageDigest.getInstance("SHA-256");
    var empty = HEX.formatHex(sha256.digest());
    sha256.update(plain, at, length);
    var hash = HEX.formatHex(sha256.digest());
    var toSign = String.join("\n", "AWS4-HMAC-SHA256-PAYLOAD", DATE, SCOPE, previous, empty, hash);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    return HEX.formatHex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<ByteString> pieces(byte[] all) {
    var pieces = new ArrayList<ByteString>();
    for (int at = 0; at < all.length; at += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, all.length - at);
      pieces.add(ByteString.fromArrayUnsafe(all, at, length));
    }
    return pieces;
  }

  private Done decoded(List<ByteString> pieces, Optional<ChunkSignatures> signatures) {
    var expected =
        new BodyDigests.Expected(
            OptionalLong.of(BYTES),
            Optional.empty(),
            DeclaredChecksums.NONE,
            ChecksumAlgorithm.CRC32C,
            false);
    var chunks =
        new AwsChunks(signatures, BYTES, false, Optional.empty(), new BodyDigests(expected));
    return Source.from(pieces)
        .via(new AwsChunkedDecoder(chunks))
        .runWith(Sink.ignore(), system)
        .toCompletableFuture()
        .join();
  }

  @Benchmark
  public Done decodeSigned() {
    return decoded(
        signed, Optional.of(new ChunkSignatures(new SignedChunks(KEY, SEED, DATE, SCOPE, false))));
  }

  @Benchmark
  public Done decodeUnsigned() {
    return decoded(unsigned, Optional.empty());
  }

  @Benchmark
  public Done streamOnly() {
    return Source.from(unsigned).runWith(Sink.ignore(), system).toCompletableFuture().join();
  }

  @Benchmark
  public byte[] sha256Only() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(plain);
  }
}
