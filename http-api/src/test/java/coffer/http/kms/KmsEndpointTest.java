package coffer.http.kms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.wire.S3Response;
import coffer.kms.policy.Principal;
import coffer.kms.ring.KeyRing;
import coffer.kms.rootkey.RootKey;
import coffer.kms.service.KmsCalls;
import coffer.kms.service.KmsService;
import coffer.kms.service.RootKeySealer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KmsEndpointTest {
  private static final Principal ROOT = Principal.root("000000000000");
  private static final KmsCalls.Origin ORIGIN =
      new KmsCalls.Origin("127.0.0.1", "test", "request-1", "AKIAEXAMPLE");
  private final KmsEndpoint endpoint =
      new KmsEndpoint(
          new KmsService(
              new SmallRing(),
              new RootKeySealer(RootKey.copyOf(new byte[32])),
              new SecureRandom(),
              Clock.fixed(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC),
              "us-east-1",
              call -> {}));

  /** A key ring in memory for one thread. */
  private static final class SmallRing implements KeyRing {
    private final TreeMap<String, Row> rows = new TreeMap<>();

    @Override
    public Optional<Row> read(String id) {
      return Optional.ofNullable(rows.get(id));
    }

    @Override
    public List<Row> scan(String prefix) {
      return rows.values().stream().filter(row -> row.id().startsWith(prefix)).toList();
    }

    @Override
    public CompletionStage<Boolean> write(List<Write> writes) {
      for (var write : writes) {
        var value = write.value();
        if (value == null) {
          rows.remove(write.id());
        } else {
          rows.put(write.id(), new Row(write.id(), write.expectedVersion() + 1, value));
        }
      }
      return CompletableFuture.completedFuture(true);
    }
  }

  private S3Response send(String target, String body) {
    return endpoint
        .handle(target, body.getBytes(StandardCharsets.UTF_8), ROOT, ORIGIN)
        .toCompletableFuture()
        .join();
  }

  private static JsonNode json(S3Response response) throws IOException {
    if (response.content() instanceof S3Response.Whole(var bytes)) {
      return new ObjectMapper().readTree(bytes);
    }
    throw new AssertionError("no content");
  }

  private JsonNode answer(String operation, String body) throws IOException {
    var response = send("TrentService." + operation, body);
    assertEquals(200, response.status(), json(response).toString());
    return json(response);
  }

  @Test
  void keysAreDescribedInTheShapesOfTheApi() throws IOException {
    var made = answer("CreateKey", "{\"Description\":\"mine\",\"Unknown\":1}").get("KeyMetadata");
    assertEquals("000000000000", made.get("AWSAccountId").textValue());
    assertEquals("mine", made.get("Description").textValue());
    assertTrue(made.get("Enabled").booleanValue());
    assertTrue(made.get("CreationDate").isNumber());
    assertEquals(1_700_000_000.123, made.get("CreationDate").doubleValue());
    assertEquals("SYMMETRIC_DEFAULT", made.get("EncryptionAlgorithms").get(0).textValue());
    assertFalse(made.has("DeletionDate"));
    assertEquals(made.get("Arn"), answer("ListKeys", "").get("Keys").get(0).get("KeyArn"));
    assertEquals(0, answer("DisableKey", "{\"KeyId\":\"" + id(made) + "\"}").size());
  }

  @Test
  void timesAreDecimalsWithoutAnExponent() {
    var response = send("TrentService.CreateKey", "{}");
    if (!(response.content() instanceof S3Response.Whole(var bytes))) {
      throw new AssertionError("no content");
    }
    var text = new String(bytes, StandardCharsets.UTF_8);
    assertTrue(text.contains("\"CreationDate\":1700000000.123"), text);
  }

  @Test
  void nullsInListsAndMapsAreClientErrors() throws IOException {
    var keyId = id(answer("CreateKey", "{}").get("KeyMetadata"));
    var named = "{\"KeyId\":\"" + keyId + "\",";
    for (var call :
        List.of(
            "TagResource " + named + "\"Tags\":[null]}",
            "TagResource " + named + "\"Tags\":[{}]}",
            "UntagResource " + named + "\"TagKeys\":[null]}",
            "Encrypt " + named + "\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"a\":null}}",
            "Encrypt "
                + named
                + "\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"\\ud800\":\"\"}}")) {
      var parts = call.split(" ", 2);
      assertEquals(400, send("TrentService." + parts[0], parts[1]).status(), call);
    }
  }

  private static String id(JsonNode metadata) {
    return metadata.get("KeyId").textValue();
  }

  @Test
  void blobsTravelInBase64() throws IOException {
    var keyId = id(answer("CreateKey", "{}").get("KeyMetadata"));
    var sealed =
        answer(
            "Encrypt",
            "{\"KeyId\":\""
                + keyId
                + "\",\"Plaintext\":\"aGVsbG8=\","
                + "\"EncryptionContext\":{\"camelCase\":\"x\"}}");
    var opened =
        answer(
            "Decrypt",
            "{\"CiphertextBlob\":\""
                + sealed.get("CiphertextBlob").textValue()
                + "\",\"EncryptionContext\":{\"camelCase\":\"x\"}}");
    assertArrayEquals(
        "hello".getBytes(StandardCharsets.UTF_8), opened.get("Plaintext").binaryValue());
  }

  @ParameterizedTest
  @CsvSource({
    "TrentService.NoSuch, {}, 400, UnknownOperationException",
    "CreateKey, {}, 400, UnknownOperationException",
    "'', {}, 400, UnknownOperationException",
    "TrentService.DescribeKey, {, 400, SerializationException",
    "TrentService.DescribeKey, [], 400, SerializationException",
    "TrentService.DescribeKey, null, 400, SerializationException",
    "TrentService.DescribeKey, '{\"KeyId\":7}', 400, SerializationException",
    "TrentService.DescribeKey, '{\"KeyId\":{}}', 400, SerializationException",
    "TrentService.ListKeys, '{\"Limit\":\"7\"}', 400, SerializationException",
    "TrentService.ListKeys, '{\"Limit\":99999999999999}', 400, SerializationException",
    "TrentService.Decrypt, '{\"CiphertextBlob\":\"!!\"}', 400, SerializationException",
    "TrentService.Decrypt, '{\"CiphertextBlob\":\"AAAA\"}', 400, InvalidCiphertextException",
    "TrentService.DescribeKey, {}, 400, ValidationException",
    "TrentService.DescribeKey, '{\"KeyId\":\"x\"}', 400, NotFoundException",
  })
  void mistakesAreTold(String target, String body, int status, String type) throws IOException {
    var response = send(target, body);
    assertEquals(status, response.status());
    assertEquals(type, json(response).get("__type").textValue());
    assertEquals("application/x-amz-json-1.1", response.headers().get("Content-Type"));
    assertEquals("request-1", response.headers().get("x-amzn-RequestId"));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000})
  void depthIsBounded(int depth) throws IOException {
    var body = "{\"X\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    var response = send("TrentService.ListKeys", body);
    assertEquals("SerializationException", json(response).get("__type").textValue());
  }

  @Test
  void everyEndpointOperationAnswersNonsenseWithAClientError() {
    for (var operation :
        List.of(
            "Encrypt",
            "ReEncrypt",
            "CreateAlias",
            "PutKeyPolicy",
            "TagResource",
            "GenerateRandom",
            "EnableKeyRotation",
            "ScheduleKeyDeletion",
            "UntagResource")) {
      for (var body :
          List.of(
              "{}",
              "{\"KeyId\":null}",
              "{\"Tags\":[null],\"TagKeys\":[null],\"KeyId\":\"x\"}",
              "{\"EncryptionContext\":{\"a\":null},\"KeyId\":\"x\",\"Plaintext\":\"AA==\"}")) {
        assertEquals(400, send("TrentService." + operation, body).status(), operation + " " + body);
      }
    }
  }
}
