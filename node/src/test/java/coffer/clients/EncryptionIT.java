package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * SSE-S3 and SSE-KMS, bucket keys, the one key of a directory bucket, and what the disk and the
 * audit log hold.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncryptionIT {
  private StartedServer server;
  private S3Client s3;
  private KmsClient kms;

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    s3 = server.s3();
    kms = server.kms();
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    kms.close();
    server.close();
  }

  private String key() {
    return kms.createKey().keyMetadata().arn();
  }

  @Test
  void aBucketKeepsItsOneKeyForLife() {
    var bucket = DirectoryBuckets.create(s3, "one-key");
    var arn = key();
    DirectoryBuckets.encryptWithKms(s3, bucket, arn);
    var put = s3.putObject(b -> b.bucket(bucket).key("x"), RequestBody.fromString("sealed"));
    assertEquals(ServerSideEncryption.AWS_KMS, put.serverSideEncryption());
    assertEquals(arn, put.ssekmsKeyId());
    assertTrue(put.bucketKeyEnabled());
    assertEquals(arn, s3.headObject(b -> b.bucket(bucket).key("x")).ssekmsKeyId());
    assertEquals("sealed", s3.getObjectAsBytes(b -> b.bucket(bucket).key("x")).asUtf8String());

    var other = key();
    assertEquals(
        400,
        assertThrows(S3Exception.class, () -> DirectoryBuckets.encryptWithKms(s3, bucket, other))
            .statusCode());
    s3.deleteBucketEncryption(b -> b.bucket(bucket));
    assertEquals(
        ServerSideEncryption.AES256,
        s3.getBucketEncryption(b -> b.bucket(bucket))
            .serverSideEncryptionConfiguration()
            .rules()
            .getFirst()
            .applyServerSideEncryptionByDefault()
            .sseAlgorithm());
    assertThrows(S3Exception.class, () -> DirectoryBuckets.encryptWithKms(s3, bucket, other));
    DirectoryBuckets.encryptWithKms(s3, bucket, arn);
  }

  @Test
  void keysThatCannotEncryptObjectsAreRefused() {
    var bucket = DirectoryBuckets.create(s3, "wrong-keys");
    var rsa =
        kms.createKey(b -> b.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
            .keyMetadata()
            .arn();
    var hmac =
        kms.createKey(b -> b.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
            .keyMetadata()
            .arn();
    kms.createAlias(b -> b.aliasName("alias/refused").targetKeyId(key()));
    for (var id :
        new String[] {
          rsa, hmac, "alias/refused", "alias/aws/s3", "12345678-1234-1234-1234-123456789012", "junk"
        }) {
      assertEquals(
          400,
          assertThrows(S3Exception.class, () -> DirectoryBuckets.encryptWithKms(s3, bucket, id), id)
              .statusCode(),
          id);
    }
  }

  @Test
  void aThousandObjectsCostAHandfulOfKmsCalls() throws Exception {
    var bucket = DirectoryBuckets.create(s3, "thousand");
    DirectoryBuckets.encryptWithKms(s3, bucket, key());
    var before = server.metric("coffer_kms_calls_total");
    for (int i = 0; i < 1000; i++) {
      var name = "k" + i;
      s3.putObject(b -> b.bucket(bucket).key(name), RequestBody.fromString(name));
    }
    for (int i = 0; i < 1000; i++) {
      var name = "k" + i;
      assertEquals(name, s3.getObjectAsBytes(b -> b.bucket(bucket).key(name)).asUtf8String());
    }
    var calls = server.metric("coffer_kms_calls_total") - before;
    assertTrue(calls <= 5, "2,000 requests made " + calls + " KMS calls");
  }

  @Test
  void aDisabledKeyStopsReadsAndWritesWithinFiveSeconds() throws Exception {
    var bucket = DirectoryBuckets.create(s3, "disabled");
    var arn = key();
    DirectoryBuckets.encryptWithKms(s3, bucket, arn);
    s3.putObject(b -> b.bucket(bucket).key("x"), RequestBody.fromString("x"));
    kms.disableKey(b -> b.keyId(arn));
    var deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    S3Exception read = null;
    while (read == null && System.nanoTime() < deadline) {
      try {
        s3.getObjectAsBytes(b -> b.bucket(bucket).key("x"));
      } catch (S3Exception refused) {
        read = refused;
      }
    }
    assertEquals(
        "KMS.DisabledException",
        java.util.Objects.requireNonNull(read).awsErrorDetails().errorCode());
    assertEquals(400, read.statusCode());
    assertEquals(
        "KMS.DisabledException",
        assertThrows(
                S3Exception.class,
                () -> s3.putObject(b -> b.bucket(bucket).key("y"), RequestBody.fromString("y")))
            .awsErrorDetails()
            .errorCode());
    try (var fresh = server.s3()) {
      fresh.deleteObject(b -> b.bucket(bucket).key("none"));
      fresh.deleteBucketEncryption(b -> b.bucket(bucket));
    }
    kms.enableKey(b -> b.keyId(arn));
    assertEquals("x", s3.getObjectAsBytes(b -> b.bucket(bucket).key("x")).asUtf8String());
  }

  @Test
  void generalPurposeBucketsTakeEveryFormOfKey() {
    s3.createBucket(b -> b.bucket("gp-kms"));
    var arn = key();
    kms.createAlias(b -> b.aliasName("alias/gp").targetKeyId(arn));
    for (var id : new String[] {arn, arn.substring(arn.lastIndexOf('/') + 1), "alias/gp"}) {
      var put =
          s3.putObject(
              b ->
                  b.bucket("gp-kms")
                      .key("x")
                      .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                      .ssekmsKeyId(id),
              RequestBody.fromString(id));
      assertEquals(arn, put.ssekmsKeyId());
      assertEquals(id, s3.getObjectAsBytes(b -> b.bucket("gp-kms").key("x")).asUtf8String());
    }
    var managed =
        s3.putObject(
            b -> b.bucket("gp-kms").key("m").serverSideEncryption(ServerSideEncryption.AWS_KMS),
            RequestBody.fromString("m"));
    assertEquals(
        managed.ssekmsKeyId(), kms.describeKey(b -> b.keyId("alias/aws/s3")).keyMetadata().arn());
    assertEquals(
        "AWS", kms.describeKey(b -> b.keyId("alias/aws/s3")).keyMetadata().keyManagerAsString());
  }

  @Test
  void copiesBetweenTheKindsReEncryptWithoutBucketKeys() throws Exception {
    var directory = DirectoryBuckets.create(s3, "copies");
    var arn = key();
    DirectoryBuckets.encryptWithKms(s3, directory, arn);
    s3.createBucket(b -> b.bucket("copies-gp"));
    var content = Bytes.of(9, 150_000);
    s3.putObject(b -> b.bucket("copies-gp").key("s"), RequestBody.fromBytes(content));
    var before = server.metric("coffer_kms_calls_total");
    for (int i = 0; i < 3; i++) {
      var copied =
          s3.copyObject(
              b ->
                  b.sourceBucket("copies-gp")
                      .sourceKey("s")
                      .destinationBucket(directory)
                      .destinationKey("d"));
      assertEquals(ServerSideEncryption.AWS_KMS, copied.serverSideEncryption());
      assertFalse(Boolean.TRUE.equals(copied.bucketKeyEnabled()));
    }
    assertTrue(server.metric("coffer_kms_calls_total") - before >= 3);
    assertArrayEquals(
        content, s3.getObjectAsBytes(b -> b.bucket(directory).key("d")).asByteArray());
    s3.copyObject(
        b ->
            b.sourceBucket(directory)
                .sourceKey("d")
                .destinationBucket("copies-gp")
                .destinationKey("back"));
    assertArrayEquals(
        content, s3.getObjectAsBytes(b -> b.bucket("copies-gp").key("back")).asByteArray());
  }

  @Test
  void rotationKeepsOldObjectsReadable() {
    var bucket = DirectoryBuckets.create(s3, "rotated");
    var arn = key();
    DirectoryBuckets.encryptWithKms(s3, bucket, arn);
    s3.putObject(b -> b.bucket(bucket).key("old"), RequestBody.fromString("old"));
    kms.rotateKeyOnDemand(b -> b.keyId(arn));
    s3.putObject(b -> b.bucket(bucket).key("new"), RequestBody.fromString("new"));
    assertEquals("old", s3.getObjectAsBytes(b -> b.bucket(bucket).key("old")).asUtf8String());
    assertEquals("new", s3.getObjectAsBytes(b -> b.bucket(bucket).key("new")).asUtf8String());
    assertEquals(1, kms.listKeyRotations(b -> b.keyId(arn)).rotations().size());
  }

  @Test
  void nothingOnDiskIsInTheClear() throws Exception {
    var canary = "CANARY-" + "0123456789abcdef".repeat(4);
    var text = (canary + "\n").repeat(2000);
    var bucket = DirectoryBuckets.create(s3, "canary");
    s3.putObject(b -> b.bucket(bucket).key("small"), RequestBody.fromString(canary));
    s3.putObject(b -> b.bucket(bucket).key("large"), RequestBody.fromString(text));
    s3.putObject(
        b -> b.bucket(bucket).key("append").writeOffsetBytes(0L), RequestBody.fromString(canary));
    var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("parts")).uploadId();
    s3.uploadPart(
        b -> b.bucket(bucket).key("parts").uploadId(id).partNumber(1),
        RequestBody.fromString(text.repeat(80)));
    s3.copyObject(
        b ->
            b.sourceBucket(bucket)
                .sourceKey("large")
                .destinationBucket(bucket)
                .destinationKey("copy"));
    var needle = canary.getBytes(StandardCharsets.US_ASCII);
    try (var files = Files.walk(server.data())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(contains(Files.readAllBytes(file), needle), file + " holds plaintext");
        assertFalse(
            contains(
                    Files.readAllBytes(file),
                    StartedServer.SECRET.getBytes(StandardCharsets.US_ASCII))
                && !file.getFileName().toString().contains("credentials"),
            file + " holds the secret access key");
      }
    }
    assertFalse(String.join("\n", server.output()).contains(canary));
    assertFalse(String.join("\n", server.output()).contains(StartedServer.SECRET));
  }

  private static boolean contains(byte[] hay, byte[] needle) {
    outer:
    for (int i = 0; i <= hay.length - needle.length; i++) {
      for (int j = 0; j < needle.length; j++) {
        if (hay[i + j] != needle[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  @Test
  void managementAndKmsCallsAreAudited() throws Exception {
    var bucket = DirectoryBuckets.create(s3, "audited");
    var arn = key();
    DirectoryBuckets.encryptWithKms(s3, bucket, arn);
    s3.getBucketEncryption(b -> b.bucket(bucket));
    s3.deleteBucketEncryption(b -> b.bucket(bucket));
    String log = "";
    for (int tries = 0; tries < 50 && !log.contains("DeleteBucketEncryption"); tries++) {
      Thread.onSpinWait();
      log = auditLog();
    }
    for (var event :
        new String[] {
          "CreateBucket",
          "CreateSession",
          "PutBucketEncryption",
          "GetBucketEncryption",
          "DeleteBucketEncryption",
          "CreateKey"
        }) {
      assertTrue(log.contains("\"eventName\":\"" + event + "\""), event + " is not in the log");
    }
    assertTrue(log.contains("\"eventSource\":\"s3express.amazonaws.com\""));
    assertFalse(log.contains(StartedServer.SECRET));
  }

  private String auditLog() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.walk(server.data())) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("audit")).toList()) {
        if (Files.isRegularFile(file)) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
