package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The audit log after some of everything was done; its records are CloudTrail's, see "CloudTrail
 * record contents" and "Logging with AWS CloudTrail for S3 Express One Zone".
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditIT {
  private static final String BUCKET = DirectoryBuckets.name("audited");
  private static final String BUCKET_ARN =
      "arn:aws:s3express:us-east-1:000000000000:bucket/" + BUCKET;
  private static final String ROOT_ARN = "arn:aws:iam::000000000000:root";

  @TempDir static Path folder;

  private final List<JsonNode> records = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private String text = "";
  private String keyArn = "";
  private String permissions = "";

  @BeforeAll
  void workAndRead() throws Exception {
    var config =
        Files.writeString(
            folder.resolve("coffer.conf"),
            "accounts = [{ id = \"000000000000\", users = ["
                + UserClients.entry("nobody", UserClients.allow("sts:GetCallerIdentity", "*"))
                + "]}, { id = \"111111111111\", users = ["
                + UserClients.entry("stranger", UserClients.allow("*", "*"))
                + "]}]");
    try (var server = StartedServer.start("--config", config.toString())) {
      work(server);
      server.stop();
      var file = server.data().resolve("audit.log");
      permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      text = Files.readString(file);
    }
    var json = new ObjectMapper();
    for (var line : text.lines().toList()) {
      records.add(json.readTree(line));
    }
  }

  private void work(StartedServer server) throws Exception {
    secrets.addAll(List.of(StartedServer.SECRET, "secret-of-nobody", "plain-in-the-clear"));
    try (var s3 = server.s3();
        var kms = server.kms();
        var direct = new UserClients(server.endpoint(), "stranger").s3WithoutSessions();
        var nobody = new UserClients(server.endpoint(), "nobody").kms()) {
      keyArn = kms.createKey().keyMetadata().arn();
      s3.createBucket(DirectoryBuckets.creation(BUCKET));
      DirectoryBuckets.encryptWithKms(s3, BUCKET, keyArn);
      s3.getBucketEncryption(b -> b.bucket(BUCKET));
      UserClients.put(s3, BUCKET, "k");
      s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
      s3.deleteBucketEncryption(b -> b.bucket(BUCKET));
      s3.putBucketPolicy(b -> b.bucket(BUCKET).policy(policy()));
      s3.getBucketPolicy(b -> b.bucket(BUCKET));
      s3.deleteBucketPolicy(b -> b.bucket(BUCKET));
      assertThrows(S3Exception.class, () -> direct.deleteBucket(b -> b.bucket(BUCKET)));
      direct.listDirectoryBuckets(b -> b.maxDirectoryBuckets(10));
      var raw = new RawClient(server.endpoint());
      var session = raw.createSession(BUCKET, Map.of("x-amz-create-session-mode", "ReadOnly"));
      secrets.addAll(List.of(session.secret(), session.token()));
      s3.deleteBucket(b -> b.bucket(BUCKET));
      s3.createBucket(b -> b.bucket("audited-general"));
      s3.putBucketEncryption(DirectoryBuckets.kmsDefault("audited-general", keyArn));
      var made = kms.generateDataKey(b -> b.keyId(keyArn).keySpec(DataKeySpec.AES_256));
      secrets.add(base64(made.plaintext()));
      secrets.add(base64(made.ciphertextBlob()));
      var plain = SdkBytes.fromUtf8String("plain-in-the-clear");
      secrets.add(base64(plain));
      secrets.add(base64(kms.encrypt(b -> b.keyId(keyArn).plaintext(plain)).ciphertextBlob()));
      assertThrows(KmsException.class, () -> nobody.disableKey(b -> b.keyId(keyArn)));
    }
  }

  private static String policy() {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
     "Principal": {"AWS": "arn:aws:iam::000000000000:user/nobody"},
     "Action": "s3express:CreateSession", "Resource": "%s"}]}
    """
        .formatted(BUCKET_ARN);
  }

  private static String base64(SdkBytes bytes) {
    return java.util.Base64.getEncoder().encodeToString(bytes.asByteArray());
  }

  @AfterAll
  void forget() {
    records.clear();
  }

  private JsonNode first(Predicate<JsonNode> wanted) {
    return records.stream().filter(wanted).findFirst().orElseThrow(() -> missing());
  }

  private AssertionError missing() {
    return new AssertionError("no such record in\n" + text);
  }

  private JsonNode event(String source, String name) {
    return first(r -> at(r, "eventSource").equals(source) && at(r, "eventName").equals(name));
  }

  /** The text at a path such as {@code userIdentity.arn}; numbers are places in a list. */
  private static String at(JsonNode record, String path) {
    var node = record;
    for (var name : path.split("/")) {
      node = name.matches("[0-9]+") ? node.path(Integer.parseInt(name)) : node.path(name);
    }
    return node instanceof MissingNode ? "(missing)" : node.asText();
  }

  @Test
  void everyRecordHasTheCommonFields() {
    assertTrue(records.size() > 15, text);
    for (var record : records) {
      assertEquals("1.09", at(record, "eventVersion"));
      assertTrue(at(record, "eventTime").matches("20..-..-..T..:..:..Z"), record.toString());
      assertTrue(at(record, "eventID").matches("[0-9a-f-]{36}"), record.toString());
      assertEquals("us-east-1", at(record, "awsRegion"));
      assertEquals("AwsApiCall", at(record, "eventType"));
      for (var field :
          List.of(
              "eventSource",
              "eventName",
              "sourceIPAddress",
              "userAgent",
              "requestParameters",
              "responseElements",
              "requestID",
              "readOnly",
              "managementEvent",
              "recipientAccountId",
              "eventCategory")) {
        assertTrue(record.has(field), field + " in " + record);
      }
      for (var field : List.of("type", "principalId", "arn", "accountId")) {
        assertFalse(at(record, "userIdentity/" + field).isEmpty(), record.toString());
      }
    }
    assertEquals(records.size(), records.stream().map(r -> at(r, "eventID")).distinct().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreateBucket",
        "DeleteBucket",
        "PutBucketPolicy",
        "GetBucketPolicy",
        "DeleteBucketPolicy",
        "PutBucketEncryption",
        "GetBucketEncryption",
        "DeleteBucketEncryption"
      })
  void managementOfADirectoryBucketIsRecorded(String name) {
    var record =
        first(
            r ->
                at(r, "eventSource").equals("s3express.amazonaws.com")
                    && at(r, "eventName").equals(name)
                    && !r.has("errorCode"));
    assertEquals("Root", at(record, "userIdentity/type"));
    assertEquals(ROOT_ARN, at(record, "userIdentity/arn"));
    assertEquals("000000000000", at(record, "userIdentity/accountId"));
    assertEquals("127.0.0.1", at(record, "sourceIPAddress"));
    assertTrue(at(record, "userAgent").contains("aws-sdk-java"), record.toString());
    assertEquals(BUCKET, at(record, "requestParameters/bucketName"));
    assertTrue(at(record, "requestParameters/host").startsWith("127.0.0.1:"));
    assertEquals(name.endsWith("Policy"), record.path("requestParameters").has("policy"));
    assertEquals(name.endsWith("Encryption"), record.path("requestParameters").has("encryption"));
    assertEquals("zone1-az1", at(record, "additionalEventData/availabilityZone"));
    assertEquals("SigV4", at(record, "additionalEventData/SignatureVersion"));
    assertEquals("AuthHeader", at(record, "additionalEventData/AuthenticationMethod"));
    assertEquals(name.startsWith("Get"), record.path("readOnly").asBoolean());
    assertEquals("Management", at(record, "eventCategory"));
    assertTrue(record.path("managementEvent").asBoolean());
    assertEquals("AWS::S3Express::Object", at(record, "resources/0/type"));
    assertEquals(BUCKET_ARN + "/", at(record, "resources/0/ARNPrefix"));
    assertEquals("AWS::S3Express::DirectoryBucket", at(record, "resources/1/type"));
    assertEquals(BUCKET_ARN, at(record, "resources/1/ARN"));
    assertEquals("000000000000", at(record, "resources/1/accountId"));
  }

  @Test
  void generalPurposeBucketsHaveTheirOwnSource() {
    var record = event("s3.amazonaws.com", "PutBucketEncryption");
    assertEquals("audited-general", at(record, "requestParameters/bucketName"));
    assertEquals("AWS::S3::Bucket", at(record, "resources/0/type"));
    assertEquals("arn:aws:s3:::audited-general", at(record, "resources/0/ARN"));
    assertEquals("Management", at(record, "eventCategory"));
  }

  @Test
  void aListingNamesNoBucket() {
    var record = event("s3express.amazonaws.com", "ListDirectoryBuckets");
    assertEquals("IAMUser", at(record, "userIdentity/type"));
    assertEquals("stranger", at(record, "userIdentity/userName"));
    assertEquals("10", at(record, "requestParameters/max-directory-buckets"));
    assertFalse(record.has("resources"), record.toString());
    assertTrue(record.path("readOnly").asBoolean());
    assertEquals("111111111111", at(record, "recipientAccountId"));
  }

  @Test
  void aSessionIsADataEventThatLaterOnesCanBeJoinedTo() {
    var opened =
        first(
            r ->
                at(r, "eventName").equals("CreateSession")
                    && at(r, "requestParameters/x-amz-create-session-mode").equals("ReadOnly"));
    assertEquals("s3express.amazonaws.com", at(opened, "eventSource"));
    assertEquals("Data", at(opened, "eventCategory"));
    assertFalse(opened.path("managementEvent").asBoolean());
    assertEquals(StartedServer.ACCESS_KEY, at(opened, "userIdentity/accessKeyId"));
    assertEquals("ReadOnly", at(opened, "additionalEventData/sessionModeApplied"));
    assertTrue(at(opened, "responseElements/credentials/expiration").endsWith("Z"));
    assertEquals("(missing)", at(opened, "responseElements/credentials/secretAccessKey"));
    var signed =
        at(event("s3express.amazonaws.com", "PutBucketPolicy"), "userIdentity/accessKeyId");
    first(
        r ->
            at(r, "eventName").equals("CreateSession")
                && at(r, "responseElements/credentials/accessKeyId").equals(signed));
  }

  @Test
  void aRefusedCallTellsWhyAndWhoseBucketItWas() {
    var record = first(r -> at(r, "eventName").equals("DeleteBucket") && r.has("errorCode"));
    assertEquals("AccessDenied", at(record, "errorCode"));
    assertEquals("Access Denied", at(record, "errorMessage"));
    assertEquals("arn:aws:iam::111111111111:user/stranger", at(record, "userIdentity/arn"));
    assertEquals("AKIDSTRANGER", at(record, "userIdentity/accessKeyId"));
    assertEquals(BUCKET_ARN, at(record, "resources/1/ARN"));
    assertEquals("000000000000", at(record, "resources/1/accountId"));
    assertEquals("111111111111", at(record, "recipientAccountId"));
  }

  @Test
  void whatS3AsksOfKmsIsRecordedAsItsOwn() {
    var record =
        first(
            r ->
                at(r, "eventSource").equals("kms.amazonaws.com")
                    && at(r, "eventName").equals("GenerateDataKey")
                    && r.path("userIdentity").has("invokedBy"));
    assertEquals("AWS Internal", at(record, "userIdentity/invokedBy"));
    assertEquals(ROOT_ARN, at(record, "userIdentity/arn"));
    assertEquals("AWS Internal", at(record, "sourceIPAddress"));
    assertEquals("AWS Internal", at(record, "userAgent"));
    assertEquals(keyArn, at(record, "requestParameters/keyId"));
    assertEquals("AES_256", at(record, "requestParameters/keySpec"));
    assertEquals(BUCKET_ARN, at(record, "requestParameters/encryptionContext/aws:s3express:arn"));
    assertKey(record);
  }

  @Test
  void callsOfTheApiOfKmsAreRecorded() {
    var record =
        first(
            r ->
                at(r, "eventName").equals("GenerateDataKey")
                    && !r.path("userIdentity").has("invokedBy"));
    assertEquals("127.0.0.1", at(record, "sourceIPAddress"));
    assertEquals(StartedServer.ACCESS_KEY, at(record, "userIdentity/accessKeyId"));
    assertEquals("AES_256", at(record, "requestParameters/keySpec"));
    assertKey(record);
    var refused = event("kms.amazonaws.com", "DisableKey");
    assertTrue(at(refused, "errorCode").startsWith("AccessDenied"), refused.toString());
    assertEquals("nobody", at(refused, "userIdentity/userName"));
    assertFalse(refused.path("readOnly").asBoolean());
  }

  private void assertKey(JsonNode record) {
    assertEquals("AWS::KMS::Key", at(record, "resources/0/type"));
    assertEquals(keyArn, at(record, "resources/0/ARN"));
    assertEquals("000000000000", at(record, "resources/0/accountId"));
    assertTrue(record.path("responseElements").isNull(), record.toString());
    assertTrue(record.path("readOnly").asBoolean());
    assertEquals("Management", at(record, "eventCategory"));
  }

  @Test
  void nothingSecretIsWritten() {
    assertEquals("rw-------", permissions);
    for (var secret : secrets) {
      assertFalse(text.contains(secret), "a secret is in the audit log");
    }
    for (var name : List.of("sessionToken", "secretAccessKey", "plaintext", "ciphertextBlob")) {
      assertFalse(
          text.toLowerCase(java.util.Locale.ROOT)
              .contains("\"" + name.toLowerCase(java.util.Locale.ROOT) + "\""),
          name);
    }
  }
}
