package coffer.node.index.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.checksum.Checksum;
import coffer.http.checksum.ChecksumAlgorithm;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.object.WriteCondition;
import coffer.node.index.call.IndexCodec.MalformedCallException;
import coffer.node.index.record.Garbage;
import coffer.node.index.record.ObjectRecord;
import coffer.node.index.record.Samples;
import coffer.node.peer.Member;
import coffer.node.replication.VoterTerm;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IndexCodecTest {
  private static final CallId ID = new CallId(1, 2);
  private static final Checksum CHECKSUM =
      new Checksum(ChecksumAlgorithm.CRC32C, Checksum.Type.FULL_OBJECT, "yZRlqg==");
  private static final Member MEMBER =
      new Member("n1", "zone1-az1", "10.0.0.1", 9100, "peer-1", Member.State.ACTIVE, "http://x");

  private static List<IndexCall> calls() {
    var bucket = Samples.bucket("demo--zone1-az1--x-s3", 1);
    var upload = Samples.upload("k", "u", Objects.EtagRule.MD5, Optional.of(CHECKSUM));
    var condition =
        Samples.condition(
            Optional.of("e"), false, OptionalLong.of(7), Optional.of(Samples.NOW.plusNanos(5)));
    var complete =
        new Uploads.Complete(
            bucket,
            upload.upload(),
            List.of(new Uploads.ListedPart(1, "e", Optional.of(CHECKSUM))),
            Optional.empty(),
            OptionalLong.of(5),
            WriteCondition.NONE,
            true);
    return List.of(
        new IndexCall.CreateBucket(bucket),
        new IndexCall.ReplaceBucket(bucket),
        new IndexCall.DeleteBucket(Samples.bucket("general", 2)),
        new IndexCall.Put(bucket, object(), condition),
        new IndexCall.Append(bucket, object(), 5, WriteCondition.NONE),
        new IndexCall.Delete(bucket, "a/ü\u0000", Samples.ifMatch("x")),
        new IndexCall.Rename(
            new Objects.Rename(
                bucket, "a", "b", condition, WriteCondition.NONE, Optional.of("token"))),
        new IndexCall.CreateUpload(bucket, upload),
        new IndexCall.PutPart(bucket, "k", "u", Samples.extent(3, 4, 5, Samples.run(6))),
        new IndexCall.CompleteUpload(complete, "etag", Samples.NOW),
        new IndexCall.AbortUpload(bucket, "k", "u"),
        new IndexCall.Collected(List.of(Samples.id(1), Samples.id(2))),
        new IndexCall.WriteKeyRing(
            List.of(
                new IndexCall.RingWrite("key/1", 0, Optional.of(new byte[] {1})),
                new IndexCall.RingWrite("key/2", 3, Optional.empty()))),
        new IndexCall.Announce(MEMBER),
        new IndexCall.Leave("n1"),
        new IndexCall.Remove("n1"),
        new IndexCall.FindBucket("general"),
        new IndexCall.ListBuckets("000000000000", "after", 10),
        new IndexCall.Find(bucket, "k", Optional.of(true)),
        new IndexCall.ListObjects(new Objects.ListQuery(bucket, "p", "/", "a", 5, true)),
        new IndexCall.FindUpload(bucket, "k", "u"),
        new IndexCall.ListParts(bucket, upload.upload(), 1, 2),
        new IndexCall.ListUploads(new Uploads.ListQuery(bucket, "p", "/", "a", "b", 5)),
        new IndexCall.OldestGarbage(9),
        new IndexCall.Barrier(Optional.of(new VoterTerm("n1", 7))));
  }

  private static ObjectRecord object() {
    return Samples.object("key", "etag", Samples.extent(1, 2, 3, Samples.inline("abc")));
  }

  private static List<IndexReply> replies() {
    var upload = Samples.upload("k", "u", Objects.EtagRule.OPAQUE, Optional.of(CHECKSUM));
    return List.of(
        new IndexReply.Done(),
        new IndexReply.Applied(17),
        new IndexReply.Flag(true),
        new IndexReply.OneBucket(Optional.of(Samples.bucket("general", 2))),
        new IndexReply.Buckets(List.of(Samples.bucket("general", 2))),
        new IndexReply.Info(Samples.info("k", 5, "e")),
        new IndexReply.Found(Optional.of(object())),
        new IndexReply.ObjectListing(
            new Objects.Listing(
                List.of(Samples.info("k", 5, "e")), List.of("p/"), Optional.of("next"))),
        new IndexReply.OneUpload(Optional.of(upload)),
        new IndexReply.Parts(
            List.of(new Uploads.Part(1, 2, "e", Samples.NOW, Optional.of(CHECKSUM)))),
        new IndexReply.UploadListing(
            new Uploads.Listing(
                List.of(upload.upload()), List.of("p/"), Optional.of("k"), Optional.of("u"))),
        new IndexReply.GarbageRuns(List.of(new Garbage(Samples.id(1), Samples.NOW))),
        new IndexReply.Announced("n1"),
        new IndexReply.Refused("NoSuchKey", "no", Map.of("Key", "k")));
  }

  private static List<String> names(Stream<Class<?>> types) {
    return types.map(Class::getSimpleName).sorted().toList();
  }

  @Test
  void everyCallComesOverAsItWas() {
    for (var call : calls()) {
      var bytes = IndexCodec.encode(call, Optional.of(ID));
      var sent = IndexCodec.decodeCall(bytes);
      assertEquals(call.getClass(), sent.call().getClass());
      assertEquals(Optional.of(ID), sent.callId());
      assertArrayEquals(bytes, IndexCodec.encode(sent.call(), sent.callId()), call.toString());
    }
    var all =
        Stream.of(IndexCall.Write.class, IndexCall.Read.class)
            .flatMap(kind -> Arrays.<Class<?>>stream(kind.getPermittedSubclasses()));
    assertEquals(names(all), names(calls().stream().map(IndexCall::getClass)));
  }

  @Test
  void everyReplyComesOverAsItWas() {
    for (var reply : replies()) {
      var bytes = IndexCodec.encode(reply);
      var decoded = IndexCodec.decodeReply(bytes);
      assertEquals(reply.getClass(), decoded.getClass());
      assertArrayEquals(bytes, IndexCodec.encode(decoded), reply.toString());
    }
    assertEquals(
        names(Arrays.stream(IndexReply.class.getPermittedSubclasses())),
        names(replies().stream().map(IndexReply::getClass)));
  }

  @Test
  void conditionsKeepTheirInstants() {
    var call = assertInstanceOf(IndexCall.Put.class, calls().get(3));
    var sent = IndexCodec.decodeCall(IndexCodec.encode(call, Optional.of(ID))).call();
    assertEquals(call.condition(), assertInstanceOf(IndexCall.Put.class, sent).condition());
    assertEquals(call.bucket(), ((IndexCall.Put) sent).bucket());
    assertEquals(call.record().info(), ((IndexCall.Put) sent).record().info());
  }

  @Test
  void anObjectOfTenThousandPartsFitsAndKeepsThem() {
    var extents =
        Stream.iterate(1, number -> number + 1)
            .limit(10_000)
            .map(
                number ->
                    Samples.extent(
                        number, number, 5 << 20, Samples.run(number), Optional.of(CHECKSUM)))
            .toList();
    var info = Samples.info("k", 10_000L * (5 << 20), "e");
    var parts =
        extents.stream()
            .map(
                each ->
                    new ObjectInfo.PartInfo(each.partNumber(), each.plainLength(), each.checksum()))
            .collect(Collectors.toList());
    var whole =
        new ObjectInfo(
            info.key(),
            info.size(),
            info.etag(),
            info.lastModified(),
            info.headers(),
            info.encryption(),
            info.checksum(),
            parts);
    var reply = new IndexReply.Found(Optional.of(new ObjectRecord(whole, extents)));
    var decoded = (IndexReply.Found) IndexCodec.decodeReply(IndexCodec.encode(reply));
    assertEquals(whole, decoded.object().orElseThrow().info());
    assertEquals(10_000, decoded.object().get().extents().size());
  }

  @Test
  void whatLaterVersionsAddIsIgnored() throws IOException {
    var mapper = new CBORMapper();
    var tree = (ObjectNode) mapper.readTree(IndexCodec.encode(new IndexReply.Flag(true)));
    tree.set("more", JsonNodeFactory.instance.textNode("x"));
    assertEquals(new IndexReply.Flag(true), IndexCodec.decodeReply(mapper.writeValueAsBytes(tree)));
  }

  @Test
  void aSearchThatAnEarlierVersionSendsIsForAllOfTheObject() throws IOException {
    var mapper = new CBORMapper();
    var find = new IndexCall.Find(Samples.bucket("general", 2), "k", Optional.of(true));
    var tree = (ObjectNode) mapper.readTree(IndexCodec.encode(find, Optional.empty()));
    ((ObjectNode) tree.get("call")).remove("infoOnly");
    var sent = IndexCodec.decodeCall(mapper.writeValueAsBytes(tree)).call();
    assertEquals(Optional.empty(), assertInstanceOf(IndexCall.Find.class, sent).infoOnly());
  }

  @Test
  void bytesThatAreNoCallAreRefusedAndNothingElse() {
    var random = new Random(7);
    for (var call : calls()) {
      var good = IndexCodec.encode(call, Optional.of(ID));
      for (var round = 0; round < 300; round++) {
        var bad = Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
        for (var flips = 0; bad.length > 0 && flips <= round % 4; flips++) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          IndexCodec.decodeCall(bad);
        } catch (MalformedCallException expected) {
          assertEquals(0, expected.getStackTrace().length);
        }
      }
    }
  }

  @Test
  void otherTypesAndMissingIdsAreRefused() throws IOException {
    var mapper = new CBORMapper();
    for (var json :
        List.of(
            "{\"call\":{\"t\":\"java.lang.String\"}}",
            "{\"call\":{\"t\":\"Leave\",\"nodeId\":\"n\"}}",
            "{\"call\":{\"t\":\"FindBucket\"}}",
            "{\"call\":{\"t\":\"FindBucket\",\"name\":5}}",
            "{\"call\":null}",
            "null",
            "[]")) {
      var bytes =
          mapper.writeValueAsBytes(
              new com.fasterxml.jackson.databind.ObjectMapper().readTree(json));
      assertThrows(MalformedCallException.class, () -> IndexCodec.decodeCall(bytes), json);
    }
    assertThrows(
        MalformedCallException.class,
        () -> IndexCodec.decodeCall(IndexCodec.encode(calls().getFirst(), Optional.empty())));
  }

  @Test
  void refusalsComeOverAsTheExceptionTheyWere() {
    var refusal = new S3Exception(S3Error.InvalidPart, "part", Map.of("PartNumber", "3"));
    var reply =
        (IndexReply.Refused)
            IndexCodec.decodeReply(IndexCodec.encode(IndexReply.Refused.of(refusal)));
    assertEquals(S3Error.InvalidPart, reply.exception().error());
    assertEquals("part", reply.exception().getMessage());
    assertEquals(Map.of("PartNumber", "3"), reply.exception().details());
    assertEquals(
        S3Error.InternalError,
        new IndexReply.Refused("FromTheFuture", "", Map.of()).exception().error());
  }
}
