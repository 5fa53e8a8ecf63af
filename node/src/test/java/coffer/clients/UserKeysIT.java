package coffer.clients;

import static coffer.clients.UserClients.allow;
import static coffer.clients.UserClients.denied;
import static coffer.clients.UserClients.entry;
import static coffer.clients.UserClients.put;
import static coffer.clients.UserClients.read;
import static coffer.clients.UserClients.statement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Users whose policies speak of keys, and of objects in general purpose buckets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UserKeysIT {
  private static final String GENERAL = "user-keys";
  private static final String NO_KEY_NAMED =
      "{ Null = { \"s3express:x-amz-server-side-encryption-aws-kms-key-id\" = true } }";

  @TempDir static Path folder;

  private StartedServer server;
  private S3Client root;
  private KmsClient kms;

  @BeforeAll
  void start() throws Exception {
    var text =
        "accounts = [{ id = \"000000000000\", users = [\n"
            + entry("writer", allow("s3express:CreateSession", "*"), allow("kms:*", "*"))
            + entry("keyless", allow("s3express:CreateSession", "*"), allow("s3:*", "*"))
            + entry(
                "forced",
                allow("s3express:CreateSession", "*"),
                statement("Deny", "s3express:CreateSession", NO_KEY_NAMED),
                allow("kms:*", "*"))
            + entry(
                "keyuser",
                allow("kms:GenerateDataKey", "*"),
                allow("kms:ListKeys", "*"),
                allow("kms:D*", "*"),
                "{ Effect = Deny, Action = \"kms:DisableKey\", Resource = \"*\" }")
            + entry("puts", allow("s3:PutObject", "arn:aws:s3:::" + GENERAL + "/in/*"))
            + entry("gets", allow("s3:GetObject", "arn:aws:s3:::" + GENERAL + "/*"))
            + entry(
                "encrypts",
                statement(
                    "Allow",
                    "s3:PutObject",
                    "{ StringEquals = { \"s3:x-amz-server-side-encryption\" = \"aws:kms\" } }"),
                allow("kms:*", "*"))
            + entry(
                "copies",
                allow("s3:PutObject", "*"),
                allow("s3:GetObject", "arn:aws:s3:::" + GENERAL + "/open/*"))
            + "]}]\n";
    var config = Files.writeString(folder.resolve("coffer.conf"), text);
    server = StartedServer.start("--config", config.toString());
    root = server.s3();
    kms = server.kms();
    root.createBucket(b -> b.bucket(GENERAL));
    for (var key : List.of("in/a", "open/a", "closed/a")) {
      put(root, GENERAL, key);
    }
  }

  @AfterAll
  void stop() throws Exception {
    root.close();
    kms.close();
    server.close();
  }

  private UserClients user(String name) {
    return new UserClients(server.endpoint(), name);
  }

  private String newKey() {
    return kms.createKey().keyMetadata().arn();
  }

  /** A key that the account may use, but not user {@code writer}. */
  private String keyWithout(String action) {
    var key = newKey();
    kms.putKeyPolicy(
        b ->
            b.keyId(key)
                .policyName("default")
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                     {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
                      "Action": "kms:*", "Resource": "*"},
                     {"Effect": "Deny",
                      "Principal": {"AWS": "arn:aws:iam::000000000000:user/writer"},
                      "Action": "kms:%s", "Resource": "*"}]}
                    """
                        .formatted(action)));
    return key;
  }

  @Test
  void theKeysPolicyDeniesWithTheMessageOfKms() {
    var key = keyWithout("GenerateDataKey");
    var bucket = DirectoryBuckets.create(root, "denied-key");
    DirectoryBuckets.encryptWithKms(root, bucket, key);
    put(root, bucket, "k");
    try (var writer = user("writer").s3();
        var direct = user("writer").s3WithoutSessions()) {
      for (var client : List.of(writer, direct)) {
        var refused = denied(() -> put(client, bucket, "k2"));
        assertEquals(
            "User: arn:aws:iam::000000000000:user/writer is not authorized to perform:"
                + " kms:GenerateDataKey on resource: "
                + key
                + " with an explicit deny in a resource-based policy",
            refused.awsErrorDetails().errorMessage());
      }
    }
  }

  @Test
  void aUserWithoutTheKeyCannotUseBucketsThatItEncrypts() {
    var key = newKey();
    var bucket = DirectoryBuckets.create(root, "keyless");
    DirectoryBuckets.encryptWithKms(root, bucket, key);
    put(root, bucket, "k");
    root.putObject(
        b ->
            b.bucket(GENERAL)
                .key("sealed")
                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                .ssekmsKeyId(key),
        RequestBody.fromString("sealed"));
    try (var keyless = user("keyless").s3();
        var direct = user("keyless").s3WithoutSessions()) {
      denied(() -> read(keyless, bucket, "k"));
      denied(() -> read(direct, bucket, "k"));
      var refused = denied(() -> read(keyless, GENERAL, "sealed"));
      assertTrue(
          String.valueOf(refused.awsErrorDetails().errorMessage())
              .endsWith(
                  " is not authorized to perform: kms:Decrypt on resource: "
                      + key
                      + " because no identity-based policy allows the kms:Decrypt action"),
          refused.getMessage());
      assertEquals("open/a", read(keyless, GENERAL, "open/a"));
    }
  }

  @Test
  void aPolicyForcesTheKeyIntoEachSession() throws Exception {
    var key = newKey();
    var bucket = DirectoryBuckets.create(root, "forced");
    DirectoryBuckets.encryptWithKms(root, bucket, key);
    var forced = user("forced");
    var raw = new RawClient(server.endpoint());
    var session = "/" + bucket + "?session";
    var without =
        raw.signed(
            forced.accessKeyId(),
            forced.secret(),
            "s3express",
            "GET",
            session,
            Map.of(),
            new byte[0]);
    assertEquals(403, without.statusCode(), without.body());
    var named =
        raw.signed(
            forced.accessKeyId(),
            forced.secret(),
            "s3express",
            "GET",
            session,
            Map.of(
                "x-amz-server-side-encryption",
                "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id",
                key),
            new byte[0]);
    assertEquals(200, named.statusCode(), named.body());
    var put =
        raw.inSession(
            RawClient.Session.of(named.body()),
            "PUT",
            "/" + bucket + "/k",
            Map.of(),
            new byte[] {1});
    assertEquals(200, put.statusCode(), put.body());
    assertEquals(
        key, put.headers().firstValue("x-amz-server-side-encryption-aws-kms-key-id").orElse(""));
    try (var sdk = forced.s3()) {
      denied(() -> put(sdk, bucket, "k"));
    }
  }

  private static void deniedByKms(String action, Executable call) {
    var refused = assertThrows(KmsException.class, call);
    assertEquals(400, refused.statusCode());
    assertEquals("AccessDeniedException", refused.awsErrorDetails().errorCode());
    assertTrue(
        String.valueOf(refused.awsErrorDetails().errorMessage())
            .contains("is not authorized to perform: kms:" + action),
        refused.getMessage());
  }

  @Test
  void identityPoliciesHoldOverTheApiOfKms() {
    var key = newKey();
    try (var keyuser = user("keyuser").kms();
        var keyless = user("keyless").kms()) {
      var made = keyuser.generateDataKey(b -> b.keyId(key).keySpec(DataKeySpec.AES_256));
      assertEquals(
          made.plaintext(),
          keyuser.decrypt(b -> b.ciphertextBlob(made.ciphertextBlob())).plaintext());
      keyuser.listKeys();
      keyuser.describeKey(b -> b.keyId(key));
      deniedByKms(
          "Encrypt",
          () -> keyuser.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String("x"))));
      deniedByKms("DisableKey", () -> keyuser.disableKey(b -> b.keyId(key)));
      deniedByKms("CreateKey", keyuser::createKey);
      deniedByKms("ListKeys", keyless::listKeys);
      deniedByKms("Decrypt", () -> keyless.decrypt(b -> b.ciphertextBlob(made.ciphertextBlob())));
      deniedByKms("PutKeyPolicy", () -> keyuser.putKeyPolicy(b -> b.keyId(key).policy("{}")));
    }
  }

  @Test
  void objectsOfGeneralPurposeBucketsAskForTheirActions() {
    try (var puts = user("puts").s3();
        var gets = user("gets").s3()) {
      put(puts, GENERAL, "in/mine");
      denied(() -> put(puts, GENERAL, "elsewhere"));
      denied(() -> read(puts, GENERAL, "in/mine"));
      assertEquals("in/mine", read(gets, GENERAL, "in/mine"));
      denied(() -> put(gets, GENERAL, "in/b"));
      denied(() -> gets.deleteObject(b -> b.bucket(GENERAL).key("in/mine")));
      denied(() -> gets.listObjectsV2(b -> b.bucket(GENERAL)));
      denied(() -> gets.getBucketPolicy(b -> b.bucket(GENERAL)));
    }
  }

  @Test
  void aConditionAsksForEncryptionWithKms() {
    var key = newKey();
    try (var encrypts = user("encrypts").s3()) {
      denied(() -> put(encrypts, GENERAL, "plain"));
      denied(
          () ->
              encrypts.putObject(
                  b ->
                      b.bucket(GENERAL)
                          .key("plain")
                          .serverSideEncryption(ServerSideEncryption.AES256),
                  RequestBody.fromString("x")));
      var put =
          encrypts.putObject(
              b ->
                  b.bucket(GENERAL)
                      .key("sealed-by-policy")
                      .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                      .ssekmsKeyId(key),
              RequestBody.fromString("x"));
      assertEquals(key, put.ssekmsKeyId());
    }
  }

  @Test
  void aCopyAsksForItsSourceToo() {
    try (var copies = user("copies").s3()) {
      copies.copyObject(
          b ->
              b.sourceBucket(GENERAL)
                  .sourceKey("open/a")
                  .destinationBucket(GENERAL)
                  .destinationKey("copied"));
      assertEquals("open/a", read(root, GENERAL, "copied"));
      denied(
          () ->
              copies.copyObject(
                  b ->
                      b.sourceBucket(GENERAL)
                          .sourceKey("closed/a")
                          .destinationBucket(GENERAL)
                          .destinationKey("copied-too")));
    }
  }
}
