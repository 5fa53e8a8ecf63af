package coffer.node.index.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.encryption.SseAlgorithm;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects.EtagRule;
import coffer.kms.ring.KeyRing;
import coffer.node.index.record.Extent;
import coffer.node.index.record.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RowCodecsTest {
  private static final Checksum CHECKSUM =
      new Checksum(ChecksumAlgorithm.SHA1, Checksum.Type.COMPOSITE, "abc=-3");

  private static Bucket fullBucket() {
    var encryption =
        new BucketEncryption(SseAlgorithm.AWS_KMS, Optional.of("alias/k"), true, Optional.of("a"));
    return Samples.bucket("b--z--x-s3", 7)
        .withEncryption(encryption)
        .withPolicy(Optional.of("{\"é\":1}"))
        .withLifecycle(Optional.of("<x/>"))
        .withVersion(1L << 40);
  }

  private static ObjectRow fullObject() {
    var info =
        new ObjectInfo(
            "k",
            Long.MAX_VALUE,
            "etag-3",
            Samples.NOW,
            Map.of("content-type", "a/b", "x-amz-meta-ü", "1\n"),
            new ObjectEncryption(
                SseAlgorithm.AWS_KMS, Optional.of("arn:k"), true, Map.of("tenant", "t")),
            Optional.of(CHECKSUM),
            List.of());
    return new ObjectRow(info, Samples.id(3), 10_000, 10_000, true, Optional.of(Samples.SEALED));
  }

  @Test
  void bucketsComeBack() {
    for (var bucket : List.of(fullBucket(), Samples.bucket("plain", 1))) {
      assertEquals(bucket, BucketCodec.decode(bucket.name(), BucketCodec.encode(bucket)));
      assertEquals(bucket.id(), BucketCodec.id(BucketCodec.encode(bucket)));
    }
  }

  @Test
  void objectsComeBack() {
    var row = fullObject();
    var decoded = ObjectRow.decode("k", row.encode());
    assertEquals(row.info(), decoded.info());
    assertEquals(row.info(), ObjectRow.decodeInfo("k", row.encode()));
    assertEquals(row.group(), decoded.group());
    assertArrayEquals(row.encode(), decoded.encode());
  }

  @Test
  void extentsComeBackWithTheirOwnersSealedKeyOrTheirOwn() {
    for (var location : List.of(Samples.inline("bytes"), Samples.inline(""), Samples.run(5))) {
      var extent = Samples.extent(3, 9, 1L << 40, location, Optional.of(CHECKSUM));
      var shared = ExtentCodec.encode(extent, Optional.of(Samples.SEALED));
      var own = ExtentCodec.encode(extent, Optional.of(Samples.OTHER_SEALED));
      assertTrue(shared.length < own.length);
      for (var row : List.of(shared, own)) {
        var owners = Optional.of(row == own ? Samples.OTHER_SEALED : Samples.SEALED);
        var decoded = ExtentCodec.decode(row, owners);
        assertArrayEquals(own, ExtentCodec.encode(decoded, Optional.empty()));
        assertEquals(extent.checksum(), decoded.checksum());
        assertEquals(extent.plainLength(), decoded.plainLength());
        assertTrue(SharedCodecs.same(Samples.SEALED, decoded.sealedKey()));
      }
      assertThrows(CorruptRowException.class, () -> ExtentCodec.decode(shared, Optional.empty()));
      var run = location instanceof Extent.Run(var id, var length) ? id : "";
      assertEquals(run, ExtentCodec.runId(own).orElse(""));
    }
  }

  @Test
  void uploadsComeBack() {
    var record = Samples.upload("k", "u", EtagRule.MD5, Optional.of(CHECKSUM));
    var row = UploadCodec.encode(record);
    assertEquals(record.upload(), UploadCodec.decode("k", "u", row).upload());
    assertArrayEquals(row, UploadCodec.encode(UploadCodec.decode("k", "u", row)));
  }

  @Test
  void keyRingRowsComeBack() {
    var row = new KeyRing.Row("key/é", 300, new byte[] {0, -1});
    var decoded = KeyRingCodec.decode(RowKeys.keyRing(row.id()), KeyRingCodec.encode(row));
    assertEquals("key/é 300", decoded.id() + " " + decoded.version());
    assertArrayEquals(row.value(), decoded.value());
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row("bucket", BucketCodec.encode(fullBucket()), row -> BucketCodec.decode("b", row)),
        row("object", fullObject().encode(), row -> ObjectRow.decode("k", row)),
        row(
            "extent",
            ExtentCodec.encode(Samples.extent(1, 2, 3, Samples.inline("abc")), Optional.empty()),
            row -> ExtentCodec.decode(row, Optional.empty())),
        row(
            "upload",
            UploadCodec.encode(Samples.upload("k", "u")),
            row -> UploadCodec.decode("k", "u", row)),
        row(
            "key ring",
            KeyRingCodec.encode(new KeyRing.Row("i", 1, new byte[] {1})),
            row -> KeyRingCodec.decode(RowKeys.keyRing("i"), row)));
  }

  private static Arguments row(String name, byte[] row, Consumer<byte[]> decode) {
    return Arguments.of(name, row, decode);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void malformedRowsAreRefused(String name, byte[] row, Consumer<byte[]> decode) {
    assertEquals(1, row[0], name);
    for (var length = 0; length < row.length; length++) {
      var cut = Arrays.copyOf(row, length);
      assertThrows(CorruptRowException.class, () -> decode.accept(cut), name + " cut at " + length);
    }
    assertThrows(
        CorruptRowException.class, () -> decode.accept(Arrays.copyOf(row, row.length + 1)));
    var later = row.clone();
    later[0] = 2;
    assertThrows(CorruptRowException.class, () -> decode.accept(later));
  }

  @Test
  void changesComeBackAndTheLastOfAKeyWins() {
    var changes = new RowChanges().put(new byte[] {1}, new byte[300]).delete(new byte[] {2});
    changes.addAll(new RowChanges().delete(new byte[] {1}).put(new byte[] {3}, new byte[0]));
    var decoded = RowChanges.decode(changes.encode()).rows();
    assertEquals(
        List.of("[1] false", "[2] false", "[3] true"),
        decoded.entrySet().stream()
            .map(row -> Arrays.toString(row.getKey()) + " " + row.getValue().isPresent())
            .toList());
    assertTrue(changes.encode().length <= changes.bytes() + 16);
  }
}
