package coffer.http.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.checksum.RunningChecksum;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.Body;
import coffer.http.object.Plaintext;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.Entity;
import coffer.http.wire.S3Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The five body forms, whole and damaged. */
class BodiesTest {
  static final String TEXT = "123456789";
  private static final String CRC32 = "y/Q5Jg==";
  private static final String CRC32_LINE = "x-amz-checksum-crc32:" + CRC32;
  private static final String CRC64 = "rosUhgp5mIg=";
  private static final List<String> CHUNKS = List.of("1234", "56789");
  private static final Map<String, String> TRAILER =
      Map.of("x-amz-decoded-content-length", "9", "x-amz-trailer", "x-amz-checksum-crc32");
  private static final Map<String, String> NO_TRAILER = Map.of("x-amz-decoded-content-length", "9");

  private static ActorSystem system;
  private static Materializer materializer;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("bodies-test");
    materializer = Materializer.createMaterializer(system);
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** One of the five forms of {@link #TEXT}. */
  record Form(
      PayloadSigning payload,
      Map<String, String> headers,
      String wire,
      ChecksumAlgorithm computed) {}

  static List<Form> forms() {
    return List.of(
        new Form(
            new PayloadSigning.Hashed(Uploading.sha256(TEXT)),
            Map.of("x-amz-checksum-crc32", CRC32, "x-amz-sdk-checksum-algorithm", "CRC32"),
            TEXT,
            ChecksumAlgorithm.CRC32),
        new Form(new PayloadSigning.Unsigned(), Map.of(), TEXT, ChecksumAlgorithm.CRC64NVME),
        new Form(
            new PayloadSigning.UnsignedChunks(),
            TRAILER,
            Uploading.unsigned(CHUNKS, CRC32_LINE + "\r\n"),
            ChecksumAlgorithm.CRC32),
        new Form(
            Uploading.signing(false),
            NO_TRAILER,
            String.join("", Uploading.signed(CHUNKS, Optional.empty())),
            ChecksumAlgorithm.CRC64NVME),
        new Form(
            Uploading.signing(true),
            TRAILER,
            String.join("", Uploading.signed(CHUNKS, Optional.of(CRC32_LINE))),
            ChecksumAlgorithm.CRC32));
  }

  /** All but the one that nothing protects. */
  static List<Form> checkedForms() {
    return forms().stream()
        .filter(form -> !(form.payload() instanceof PayloadSigning.Unsigned))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormGivesTheBytesAtEverySplit(Form form) throws Exception {
    var wire = Uploading.latin1(form.wire());
    for (int at = 0; at <= wire.length; at++) {
      var pieces = List.of(slice(wire, 0, at), slice(wire, at, wire.length));
      assertWhole(form, OptionalLong.of(wire.length), pieces);
    }
    var single = new ArrayList<byte[]>();
    for (int at = 0; at < wire.length; at++) {
      single.add(slice(wire, at, at + 1));
    }
    assertWhole(form, OptionalLong.empty(), single);
  }

  private static void assertWhole(Form form, OptionalLong length, List<byte[]> pieces)
      throws Exception {
    var call = Uploading.call(form.payload(), form.headers(), length, pieces, materializer);
    var body = Bodies.open(call, true);
    assertEquals(TEXT, read(body));
    var digests = body.digests().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertEquals(
        new Body.Digests(
            9,
            Optional.of(
                new Checksum(
                    form.computed(),
                    Checksum.Type.FULL_OBJECT,
                    form.computed() == ChecksumAlgorithm.CRC32 ? CRC32 : CRC64)),
            Optional.of("25f9e794323b453885f5181f1b624d0b")),
        digests);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void longBodiesComeThroughWholeAndDigestedInOrder(int kibPieces) throws Exception {
    var content = new byte[3 << 20];
    new Random(5).nextBytes(content);
    var pieces = new ArrayList<byte[]>();
    for (int at = 0; at < content.length; at += kibPieces << 10) {
      pieces.add(slice(content, at, Math.min(content.length, at + (kibPieces << 10))));
    }
    var signed = new PayloadSigning.Hashed(Uploading.sha256(content));
    var length = OptionalLong.of(content.length);
    var body = Bodies.open(Uploading.call(signed, Map.of(), length, pieces, materializer), false);
    var read = body.bytes().runFold(ByteString.emptyByteString(), ByteString::concat, materializer);
    assertArrayEquals(content, read.toCompletableFuture().get(10, TimeUnit.SECONDS).toArray());
    var digests = body.digests().toCompletableFuture();
    assertTrue(digests.isDone());
    var expected = RunningChecksum.of(ChecksumAlgorithm.CRC64NVME);
    expected.update(content, 0, content.length);
    assertEquals(expected.finishBase64(), digests.join().checksum().orElseThrow().value());

    pieces.set(pieces.size() / 2, new byte[pieces.get(pieces.size() / 2).length]);
    assertEquals(S3Error.XAmzContentSHA256Mismatch, refusal(signed, Map.of(), length, pieces));
    pieces.removeLast();
    assertEquals(S3Error.IncompleteBody, refusal(signed, Map.of(), length, pieces));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormIsRefusedWhenCutShortAnywhere(Form form) throws Exception {
    var wire = Uploading.latin1(form.wire());
    for (int at = 0; at < wire.length; at++) {
      boolean plainOfUnknownLength = form.payload() instanceof PayloadSigning.Unsigned;
      var announced = plainOfUnknownLength ? OptionalLong.of(9) : OptionalLong.empty();
      assertDefinite(form.payload(), form.headers(), announced, slice(wire, 0, at));
    }
  }

  @ParameterizedTest
  @MethodSource("checkedForms")
  void noChangedByteOfACheckedFormIsAccepted(Form form) throws Exception {
    var wire = Uploading.latin1(form.wire());
    for (int at = 0; at < wire.length; at++) {
      var damaged = wire.clone();
      damaged[at] ^= 0x40; // not the bit of a letter's case, which sizes and names ignore
      assertDefinite(form.payload(), form.headers(), OptionalLong.empty(), damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void chunksCannotBeMovedRepeatedDroppedOrAdded(boolean trailer) throws Exception {
    var line = trailer ? Optional.of(CRC32_LINE) : Optional.<String>empty();
    var parts = Uploading.signed(List.of("123", "456", "789"), line);
    var a = parts.get(0);
    var b = parts.get(1);
    var c = parts.get(2);
    var end = parts.get(3) + parts.get(4);
    for (var wire :
        List.of(
            b + a + c + end,
            a + a + b + c + end,
            a + c + end,
            a + b + b + end,
            a + b + c,
            a + b + c + end + a,
            a + b + c + end + "\r\n",
            end,
            a + b + c + parts.get(3))) {
      assertDefinite(
          Uploading.signing(trailer),
          trailer ? TRAILER : NO_TRAILER,
          OptionalLong.empty(),
          Uploading.latin1(wire));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-9\r\n123456789\r\n0\r\n\r\n",
        "+9\r\n123456789\r\n0\r\n\r\n",
        "0x9\r\n123456789\r\n0\r\n\r\n",
        " 9\r\n123456789\r\n0\r\n\r\n",
        "9 \r\n123456789\r\n0\r\n\r\n",
        "9;ext=1\r\n123456789\r\n0\r\n\r\n",
        "9\n123456789\r\n0\r\n\r\n",
        "9\r123456789\r\n0\r\n\r\n",
        "9\r\n123456789\n0\r\n\r\n",
        "9\r\n1234567890\r\n0\r\n\r\n",
        "a\r\n1234567890\r\n0\r\n\r\n",
        "8\r\n12345678\r\n0\r\n\r\n",
        "\r\n123456789\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n123456789",
        "7fffffffffffffff\r\n123456789",
        "10000000000000009\r\n123456789\r\n0\r\n\r\n",
        "9\r\n123456789\r\n",
        "9\r\n123456789\r\n0\r\n",
        "9\r\n123456789\r\n0\r\n\r\nx",
        "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:" + CRC32 + "\r\n\r\n",
        "9\r\n123456789\r\n0\r\nx-other:1\r\n\r\n",
        "9\r\n123456789\r\n0\r\nx\r\n\r\n",
      })
  void malformedChunksAreRefused(String wire) throws Exception {
    assertDefinite(
        new PayloadSigning.UnsignedChunks(),
        NO_TRAILER,
        OptionalLong.empty(),
        Uploading.latin1(wire));
  }

  @Test
  void linesAreBounded() throws Exception {
    assertDefinite(
        new PayloadSigning.UnsignedChunks(),
        NO_TRAILER,
        OptionalLong.empty(),
        Uploading.latin1("0".repeat(10_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-checksum-crc32:y/Q5Jw==, BadDigest",
    "x-amz-checksum-crc32:y/Q5J, InvalidRequest",
    "x-amz-checksum-crc32c:y/Q5Jg==, MalformedTrailerError",
    "'', MalformedTrailerError",
  })
  void trailersMustBeAsDeclared(String line, S3Error error) throws Exception {
    var unsigned = Uploading.unsigned(CHUNKS, line.isEmpty() ? "" : line + "\r\n");
    assertEquals(
        error,
        refusal(
            new PayloadSigning.UnsignedChunks(),
            TRAILER,
            OptionalLong.empty(),
            Uploading.latin1(unsigned)));
    if (!line.isEmpty()) {
      var signed = String.join("", Uploading.signed(CHUNKS, Optional.of(line)));
      assertEquals(
          error,
          refusal(
              Uploading.signing(true), TRAILER, OptionalLong.empty(), Uploading.latin1(signed)));
    }
  }

  @Test
  void signedChunksAreBounded() throws Exception {
    var wire = "1000001;chunk-signature=" + "0".repeat(64) + "\r\n";
    assertEquals(
        S3Error.InvalidRequest,
        refusal(
            Uploading.signing(false),
            Map.of("x-amz-decoded-content-length", "99999999"),
            OptionalLong.empty(),
            Uploading.latin1(wire)));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-checksum-crc32, y/Q5Jw==, BadDigest",
    "x-amz-checksum-sha256, AAAA, InvalidRequest",
    "x-amz-checksum-md9, AAAA, InvalidRequest",
    "content-md5, AAAA, InvalidDigest",
    "content-md5, not base64!, InvalidDigest",
    "content-md5, AAAAAAAAAAAAAAAAAAAAAA==, BadDigest",
    "x-amz-sdk-checksum-algorithm, CRC32, InvalidRequest",
    "x-amz-trailer, x-amz-checksum-crc32, InvalidRequest",
    "x-amz-trailer, x-amz-meta-a, InvalidRequest",
  })
  void declaredChecksumsAreChecked(String name, String value, S3Error error) throws Exception {
    assertEquals(
        error,
        refusal(
            new PayloadSigning.Unsigned(),
            Map.of(name, value),
            OptionalLong.of(9),
            Uploading.latin1(TEXT)));
  }

  @Test
  void onlyOneChecksumMayBeDeclared() throws Exception {
    assertEquals(
        S3Error.InvalidRequest,
        refusal(
            new PayloadSigning.Unsigned(),
            Map.of("x-amz-checksum-crc32", CRC32, "x-amz-checksum-crc64nvme", CRC64),
            OptionalLong.of(9),
            Uploading.latin1(TEXT)));
  }

  @Test
  void aBodyOtherThanTheSignedOneIsRefused() throws Exception {
    assertEquals(
        S3Error.XAmzContentSHA256Mismatch,
        refusal(
            new PayloadSigning.Hashed(Uploading.sha256("other")),
            Map.of(),
            OptionalLong.of(9),
            Uploading.latin1(TEXT)));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, InvalidArgument",
    "9x, InvalidArgument",
    "99999999999999999999, InvalidArgument"
  })
  void decodedLengthsMustBeNumbers(String length, S3Error error) throws Exception {
    assertEquals(
        error,
        refusal(
            Uploading.signing(false),
            Map.of("x-amz-decoded-content-length", length),
            OptionalLong.empty(),
            new byte[0]));
  }

  @Test
  void chunksNeedADecodedLength() throws Exception {
    assertEquals(
        S3Error.MissingContentLength,
        refusal(Uploading.signing(false), Map.of(), OptionalLong.empty(), new byte[0]));
  }

  @Test
  void wholeBodiesAreBounded() throws Exception {
    var pieces = List.of(Uploading.latin1("12345"), Uploading.latin1("6789"));
    var unknown =
        Uploading.call(
            new PayloadSigning.Unsigned(), Map.of(), OptionalLong.empty(), pieces, materializer);
    assertEquals(
        TEXT,
        new String(
            Bodies.whole(unknown, 9).toCompletableFuture().get(10, TimeUnit.SECONDS),
            StandardCharsets.ISO_8859_1));
    var failed =
        assertThrows(
            ExecutionException.class,
            () -> Bodies.whole(unknown, 8).toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals(S3Error.MaxMessageLengthExceeded, definite(failed).error());
    var announced =
        Uploading.call(
            new PayloadSigning.Unsigned(), Map.of(), OptionalLong.of(9), pieces, materializer);
    var refused = assertThrows(S3Exception.class, () -> Bodies.whole(announced, 8));
    assertEquals(S3Error.MaxMessageLengthExceeded, refused.error());
    var there = Uploading.whole(new PayloadSigning.Unsigned(), Map.of(), Uploading.latin1(TEXT));
    assertEquals(9, Bodies.whole(there, 9).toCompletableFuture().join().length);
    assertThrows(S3Exception.class, () -> Bodies.whole(there, 8));
  }

  @Test
  void aBrokenConnectionIsAnIncompleteBody() throws Exception {
    var call =
        Uploading.call(
            new PayloadSigning.Unsigned(), Map.of(), OptionalLong.of(9), List.of(), materializer);
    var request = call.request();
    Source<ByteString, ?> broken = Source.failed(new IllegalStateException("reset"));
    var cut =
        new S3Request(
            request.method(),
            request.rawPath(),
            request.rawQuery(),
            request.query(),
            request.headers(),
            request.bucket(),
            request.key(),
            request.contentLength(),
            new Entity.Flowing(broken, materializer),
            request.remoteAddress(),
            request.tls(),
            request.requestId());
    var body = Bodies.open(new S3Call(cut, call.caller(), call.payload()), false);
    var failed = assertThrows(ExecutionException.class, () -> read(body));
    assertEquals(S3Error.IncompleteBody, definite(failed).error());
  }

  @Test
  void storedBytesAreDigestedOnTheWay() throws Exception {
    var content = ByteString.fromString(TEXT);
    for (var plaintext :
        List.of(
            new Plaintext.Whole(content),
            new Plaintext.Flowing(Source.from(List.of(content.take(4), content.drop(4)))))) {
      var body = Bodies.ofStored(plaintext, 9, Optional.of(ChecksumAlgorithm.CRC32), false);
      assertEquals(TEXT, read(body));
      var digests = body.digests().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertEquals(CRC32, digests.checksum().orElseThrow().value());
      assertTrue(digests.md5Hex().isEmpty());
    }
  }

  private static void assertDefinite(
      PayloadSigning payload, Map<String, String> headers, OptionalLong length, byte[] wire)
      throws Exception {
    int status = refusal(payload, headers, length, wire).status();
    assertTrue(status >= 400 && status < 500, () -> "status " + status);
  }

  private static S3Error refusal(
      PayloadSigning payload, Map<String, String> headers, OptionalLong length, byte[] wire)
      throws Exception {
    return refusal(payload, headers, length, List.of(wire));
  }

  /** The refusal of a body, which the stream and the digests must agree on. */
  private static S3Error refusal(
      PayloadSigning payload, Map<String, String> headers, OptionalLong length, List<byte[]> wire)
      throws Exception {
    var call = Uploading.call(payload, headers, length, wire, materializer);
    Body body;
    try {
      body = Bodies.open(call, false);
    } catch (S3Exception refused) {
      return refused.error();
    }
    var failed =
        assertThrows(
            ExecutionException.class, () -> read(body), () -> Uploading.text(wire.getFirst()));
    var digests =
        assertThrows(
            ExecutionException.class,
            () -> body.digests().toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals(definite(failed).error(), definite(digests).error());
    return definite(failed).error();
  }

  private static S3Exception definite(ExecutionException failed) {
    if (failed.getCause() instanceof S3Exception refused) {
      return refused;
    }
    throw new AssertionError("not a definite refusal", failed);
  }

  private static String read(Body body) throws Exception {
    return body.bytes()
        .runFold(new StringBuilder(), BodiesTest::append, materializer)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .toString();
  }

  private static StringBuilder append(StringBuilder text, ByteString bytes) {
    return text.append(Uploading.text(bytes.toArrayUnsafe()));
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
