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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Users of a configuration file, held to their identity policies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UsersIT {
  private static final String BUCKET = DirectoryBuckets.name("users");
  private static final List<String> CONTROL_ACTIONS =
      List.of(
          "CreateBucket",
          "DeleteBucket",
          "ListAllMyDirectoryBuckets",
          "PutBucketPolicy",
          "GetBucketPolicy",
          "DeleteBucketPolicy",
          "PutEncryptionConfiguration",
          "GetEncryptionConfiguration",
          "PutLifecycleConfiguration",
          "GetLifecycleConfiguration");

  @TempDir static Path folder;

  private StartedServer server;
  private S3Client root;

  @BeforeAll
  void start() throws Exception {
    var control =
        String.join(
            "\n",
            CONTROL_ACTIONS.stream()
                .map(action -> entry("only" + action, allow("s3express:" + action, "*")))
                .toList());
    var text =
        "accounts = [{ id = \"000000000000\", users = [\n"
            + entry(
                "reader",
                statement(
                    "Allow",
                    "s3express:CreateSession",
                    "{ StringEquals = { \"s3express:SessionMode\" = ReadOnly } }"))
            + entry("nobody", allow("sts:GetCallerIdentity", "*"))
            + entry("writer", allow("s3express:CreateSession", "*"), allow("kms:*", "*"))
            + entry("keyless", allow("s3express:CreateSession", "*"))
            + entry("lists", allow("s3:ListAllMyBuckets", "*"))
            + control
            + "]}, { id = \"111111111111\", users = ["
            + entry("stranger", allow("*", "*"))
            + "], keys = [{ access-key-id = AKIDOTHER, secret-access-key = secret-of-other }] }]\n";
    var config = Files.writeString(folder.resolve("coffer.conf"), text);
    server = StartedServer.start("--config", config.toString());
    root = server.s3();
    root.createBucket(DirectoryBuckets.creation(BUCKET));
    root.putObject(b -> b.bucket(BUCKET).key("dir/there"), RequestBody.fromString("there"));
    root.createBucket(b -> b.bucket("users-general"));
    put(root, "users-general", "open/a");
  }

  @AfterAll
  void stop() throws Exception {
    root.close();
    server.close();
  }

  private UserClients user(String name) {
    return new UserClients(server.endpoint(), name);
  }

  private int raw(String user, String method, String target, String header, String body)
      throws Exception {
    var who = user(user);
    var headers =
        header.isEmpty()
            ? Map.<String, String>of()
            : Map.of(header.split("=")[0], header.split("=")[1]);
    var answer =
        new RawClient(server.endpoint())
            .signed(
                who.accessKeyId(),
                who.secret(),
                "s3express",
                method,
                target,
                headers,
                body.getBytes(StandardCharsets.UTF_8));
    if (answer.statusCode() == 403) {
      assertTrue(answer.body().isEmpty() || answer.body().contains("<Code>AccessDenied</Code>"));
    }
    return answer.statusCode();
  }

  @Test
  void aReaderGetsReadOnlySessionsAndNoOthers() throws Exception {
    try (var reader = user("reader").s3();
        var direct = user("reader").s3WithoutSessions()) {
      assertEquals("there", read(reader, BUCKET, "dir/there"));
      assertEquals(1, reader.listObjectsV2(b -> b.bucket(BUCKET).prefix("dir/")).keyCount());
      denied(() -> put(reader, BUCKET, "dir/mine"));
      denied(() -> reader.deleteObject(b -> b.bucket(BUCKET).key("dir/there")));
      assertEquals("there", read(direct, BUCKET, "dir/there"));
      denied(() -> put(direct, BUCKET, "dir/mine"));
    }
    var session = "/" + BUCKET + "?session";
    assertEquals(200, raw("reader", "GET", session, "", ""));
    assertEquals(200, raw("reader", "GET", session, "x-amz-create-session-mode=ReadOnly", ""));
    assertEquals(403, raw("reader", "GET", session, "x-amz-create-session-mode=ReadWrite", ""));
  }

  @Test
  void aUserWithoutPermissionGetsNothing() throws Exception {
    try (var nobody = user("nobody").s3();
        var direct = user("nobody").s3WithoutSessions()) {
      denied(() -> read(nobody, BUCKET, "dir/there"));
      denied(() -> put(nobody, BUCKET, "dir/mine"));
      denied(() -> read(direct, BUCKET, "dir/there"));
      denied(() -> read(nobody, "users-general", "open/a"));
      denied(() -> put(nobody, "users-general", "in/b"));
      denied(nobody::listBuckets);
      denied(() -> direct.listDirectoryBuckets(b -> b.maxDirectoryBuckets(10)));
      denied(() -> nobody.createBucket(b -> b.bucket("users-nobody")));
      denied(() -> nobody.createBucket(DirectoryBuckets.creation(DirectoryBuckets.name("nobody"))));
    }
    assertEquals(403, raw("nobody", "GET", "/" + BUCKET + "?session", "", ""));
  }

  @Test
  void aDenialInTheBucketsPolicyWins() {
    var bucket = DirectoryBuckets.create(root, "denying");
    root.putBucketPolicy(
        b ->
            b.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny",
                     "Principal": {"AWS": "arn:aws:iam::000000000000:user/writer"},
                     "Action": "s3express:CreateSession",
                     "Resource": "arn:aws:s3express:us-east-1:000000000000:bucket/%s"}]}
                    """
                        .formatted(bucket)));
    try (var writer = user("writer").s3();
        var keyless = user("keyless").s3()) {
      denied(() -> put(writer, bucket, "k"));
      put(keyless, bucket, "k");
      put(root, bucket, "k2");
      root.deleteBucketPolicy(b -> b.bucket(bucket));
      put(writer, bucket, "k");
    }
  }

  @Test
  void aPolicyOfTheBucketAloneAllowsToo() {
    var bucket = DirectoryBuckets.create(root, "allowing");
    root.putBucketPolicy(
        b ->
            b.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"AWS": "arn:aws:iam::000000000000:user/nobody"},
                     "Action": "s3express:CreateSession",
                     "Resource": "arn:aws:s3express:us-east-1:000000000000:bucket/%s"}]}
                    """
                        .formatted(bucket)));
    try (var nobody = user("nobody").s3()) {
      put(nobody, bucket, "k");
      assertEquals("k", read(nobody, bucket, "k"));
      denied(() -> nobody.getBucketPolicy(b -> b.bucket(bucket)));
    }
  }

  /** Each action by a user that may do this alone, through the SDK, and by all others not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PutBucketPolicy",
        "GetBucketPolicy",
        "DeleteBucketPolicy",
        "PutEncryptionConfiguration",
        "GetEncryptionConfiguration",
        "PutLifecycleConfiguration",
        "GetLifecycleConfiguration",
        "DeleteBucket"
      })
  void eachControlOperationAsksItsOwnPermission(String action) {
    var bucket = DirectoryBuckets.create(root, "c" + action.toLowerCase(java.util.Locale.ROOT));
    var policy =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
         "Principal": {"AWS": "arn:aws:iam::000000000000:user/reader"},
         "Action": "s3express:CreateSession",
         "Resource": "arn:aws:s3express:us-east-1:000000000000:bucket/%s"}]}
        """
            .formatted(bucket);
    root.putBucketPolicy(b -> b.bucket(bucket).policy(policy));
    LifecycleRules.put(root, bucket, LifecycleRules.expire("", 3));
    Consumer<S3Client> call =
        switch (action) {
          case "PutBucketPolicy" -> s3 -> s3.putBucketPolicy(b -> b.bucket(bucket).policy(policy));
          case "GetBucketPolicy" -> s3 -> s3.getBucketPolicy(b -> b.bucket(bucket));
          case "DeleteBucketPolicy" -> s3 -> s3.deleteBucketPolicy(b -> b.bucket(bucket));
          case "PutEncryptionConfiguration" ->
              s3 -> s3.deleteBucketEncryption(b -> b.bucket(bucket));
          case "GetEncryptionConfiguration" -> s3 -> s3.getBucketEncryption(b -> b.bucket(bucket));
          case "PutLifecycleConfiguration" ->
              s3 -> LifecycleRules.put(s3, bucket, LifecycleRules.expire("", 5));
          case "GetLifecycleConfiguration" ->
              s3 -> s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket));
          case "DeleteBucket" -> s3 -> s3.deleteBucket(b -> b.bucket(bucket));
          default -> throw new IllegalArgumentException(action);
        };
    var other = action.equals("GetBucketPolicy") ? "PutBucketPolicy" : "GetBucketPolicy";
    for (var name : List.of("nobody", "writer", "only" + other)) {
      try (var refused = user(name).s3WithoutSessions()) {
        denied(() -> call.accept(refused));
      }
    }
    try (var permitted = user("only" + action).s3();
        var direct = user("only" + action).s3WithoutSessions()) {
      denied(() -> put(permitted, bucket, "no-data"));
      denied(() -> put(direct, bucket, "no-data"));
      call.accept(permitted);
    }
  }

  @Test
  void makingAndListingBucketsAskTheirPermissions() {
    var bucket = DirectoryBuckets.name("made-by-user");
    try (var maker = user("onlyCreateBucket").s3();
        var lister = user("onlyListAllMyDirectoryBuckets").s3WithoutSessions();
        var general = user("lists").s3()) {
      maker.createBucket(DirectoryBuckets.creation(bucket));
      denied(() -> put(maker, bucket, "k"));
      denied(() -> maker.createBucket(b -> b.bucket("users-maker")));
      assertTrue(
          lister.listDirectoryBuckets(b -> b.maxDirectoryBuckets(1000)).buckets().stream()
              .anyMatch(b -> b.name().equals(bucket)));
      denied(lister::listBuckets);
      assertTrue(
          general.listBuckets().buckets().stream().anyMatch(b -> b.name().equals("users-general")));
    }
  }

  @Test
  void anotherAccountCannotTouchTheFirstOnesBuckets() throws Exception {
    try (var stranger = user("stranger").s3();
        var direct = user("stranger").s3WithoutSessions();
        var other = new UserClients(server.endpoint(), "other").s3();
        var otherDirect = new UserClients(server.endpoint(), "other").s3WithoutSessions()) {
      for (var client : List.of(stranger, direct, other, otherDirect)) {
        denied(() -> read(client, BUCKET, "dir/there"));
        denied(() -> put(client, BUCKET, "dir/mine"));
        denied(() -> client.getBucketEncryption(b -> b.bucket(BUCKET)));
        denied(() -> client.deleteBucketPolicy(b -> b.bucket(BUCKET)));
        denied(() -> client.deleteBucket(b -> b.bucket(BUCKET)));
        denied(() -> read(client, "users-general", "open/a"));
      }
      assertEquals(
          List.of(), direct.listDirectoryBuckets(b -> b.maxDirectoryBuckets(10)).buckets());
      assertEquals(List.of(), stranger.listBuckets().buckets());
      var taken =
          assertThrows(
              S3Exception.class, () -> otherDirect.createBucket(DirectoryBuckets.creation(BUCKET)));
      assertEquals("BucketAlreadyExists", taken.awsErrorDetails().errorCode());
      var own = DirectoryBuckets.create(other, "of-the-other");
      put(stranger, own, "k");
      denied(() -> read(root, own, "k"));
    }
  }

  @Test
  void anotherAccountIsLetInByBothItsPolicyAndTheBuckets() {
    var bucket = DirectoryBuckets.create(root, "shared");
    put(root, bucket, "k");
    root.putBucketPolicy(
        b ->
            b.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"AWS": "111111111111"},
                     "Action": "s3express:CreateSession",
                     "Resource": "arn:aws:s3express:us-east-1:000000000000:bucket/%s",
                     "Condition": {"StringEquals": {"s3express:SessionMode": "ReadOnly"}}}]}
                    """
                        .formatted(bucket)));
    try (var stranger = user("stranger").s3()) {
      assertEquals("k", read(stranger, bucket, "k"));
      denied(() -> put(stranger, bucket, "k"));
      denied(() -> stranger.deleteBucket(b -> b.bucket(bucket)));
    }
  }
}
