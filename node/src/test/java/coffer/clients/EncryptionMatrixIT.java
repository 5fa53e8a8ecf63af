package coffer.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionCase;
import coffer.http.encryption.EncryptionCase.Setting;
import coffer.http.encryption.EncryptionOutcome.Refuse;
import coffer.http.encryption.EncryptionOutcome.Use;
import coffer.http.encryption.EncryptionRules;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Sends every cell of the table of encryption rules over HTTP and compares status, error code and
 * response headers. The table says what is right; this says that the server does it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncryptionMatrixIT {
  private static final byte[] NONE = new byte[0];
  private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);
  private static final String SSE = "x-amz-server-side-encryption";

  private StartedServer server;
  private RawClient raw;
  private S3Client s3;
  private String pinnedKey;
  private String otherKey;
  private String managedKey;
  private int fresh;
  private final Map<String, String> buckets = new LinkedHashMap<>();

  @BeforeAll
  void start() throws Exception {
    server = StartedServer.start();
    raw = new RawClient(server.endpoint());
    s3 = server.s3();
    try (KmsClient kms = server.kms()) {
      pinnedKey = kms.createKey().keyMetadata().arn();
      otherKey = kms.createKey().keyMetadata().arn();
      kms.createAlias(b -> b.aliasName("alias/other").targetKeyId(otherKey));
      s3.createBucket(b -> b.bucket("managed"));
      managedKey =
          put("/managed/k", Map.of(SSE, "aws:kms"))
              .headers()
              .firstValue(SSE + "-aws-kms-key-id")
              .orElseThrow();
    }
    for (var kind : BucketKind.values()) {
      for (var setting : Setting.values()) {
        if (kind == BucketKind.DIRECTORY || setting != Setting.SSE_S3_PINNED) {
          buckets.put(kind + " " + setting, make(kind, setting));
        }
      }
    }
  }

  @AfterAll
  void stop() throws IOException {
    s3.close();
    server.close();
  }

  private HttpResponse<String> put(String target, Map<String, String> headers) throws Exception {
    return call(BucketKind.GENERAL_PURPOSE, "PUT", target, headers, BODY);
  }

  private HttpResponse<String> call(
      BucketKind kind, String method, String target, Map<String, String> headers, byte[] body)
      throws Exception {
    return raw.signed(
        StartedServer.ACCESS_KEY,
        StartedServer.SECRET,
        kind == BucketKind.DIRECTORY ? "s3express" : "s3",
        method,
        target,
        headers,
        body);
  }

  /** A bucket of that kind whose default is that setting, with an object and an upload in it. */
  private String make(BucketKind kind, Setting setting) throws Exception {
    var base = "m" + fresh++;
    String name;
    if (kind == BucketKind.DIRECTORY) {
      name = DirectoryBuckets.create(s3, base);
    } else {
      name = "general-" + base;
      s3.createBucket(b -> b.bucket(name(base)));
    }
    call(kind, "PUT", "/" + name + "/object", Map.of(), BODY);
    if (setting != Setting.SSE_S3) {
      DirectoryBuckets.encryptWithKms(s3, name, pinnedKey);
    }
    if (setting == Setting.SSE_S3_PINNED) {
      s3.deleteBucketEncryption(b -> b.bucket(name));
    }
    return name;
  }

  private static String name(String base) {
    return "general-" + base;
  }

  @ParameterizedTest
  @EnumSource(EncryptionCase.Request.class)
  void everyCellAnswersAsTheTableSays(EncryptionCase.Request request) throws Exception {
    var wrong = new ArrayList<String>();
    int sent = 0;
    for (var cell : EncryptionRules.cells()) {
      if (cell.asked().request() == request) {
        for (var form : forms(cell.asked())) {
          sent++;
          var difference = judge(cell, form);
          if (!difference.isEmpty()) {
            wrong.add(
                cell.asked() + " as " + form.method() + " " + form.target() + ": " + difference);
          }
        }
      }
    }
    assertEquals(
        List.of(), wrong.stream().limit(20).toList(), wrong.size() + " of " + sent + " differ");
    assertTrue(sent > 30, "only " + sent + " requests for " + request);
  }

  /** One way of sending a cell. */
  private record Form(
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      boolean answers,
      Optional<RawClient.Session> session) {
    Form(String method, String target, Map<String, String> headers, byte[] body, boolean answers) {
      this(method, target, headers, body, answers, Optional.empty());
    }
  }

  private List<Form> forms(EncryptionCase asked) throws Exception {
    var bucket = Objects.requireNonNull(buckets.get(asked.kind() + " " + asked.setting()));
    var headers = headers(asked, bucket);
    return switch (asked.request()) {
      case SESSION -> List.of(new Form("GET", "/" + bucket + "?session", headers, NONE, true));
      case WRITE -> {
        var put = new Form("PUT", "/" + bucket + "/written", headers, BODY, true);
        var begin = new Form("POST", "/" + bucket + "/upload?uploads", headers, NONE, true);
        yield asked.kind() == BucketKind.DIRECTORY
            ? List.of(put, begin, sessionForm(put, asked))
            : List.of(put, begin);
      }
      case COPY -> {
        headers.put("x-amz-copy-source", bucket + "/object");
        yield List.of(new Form("PUT", "/" + bucket + "/copied", headers, NONE, true));
      }
      case BUCKET_DEFAULT -> {
        var own = make(asked.kind(), asked.setting());
        yield List.of(
            new Form("PUT", "/" + own + "?encryption", Map.of(), configuration(asked), false));
      }
      case PART -> {
        var upload = upload(asked.kind(), bucket);
        yield List.of(
            new Form(
                "PUT",
                "/" + bucket + "/part?partNumber=1&uploadId=" + upload,
                headers,
                BODY,
                false));
      }
      case READ ->
          List.of(
              new Form("GET", "/" + bucket + "/object", headers, NONE, false),
              new Form("HEAD", "/" + bucket + "/object", headers, NONE, false));
    };
  }

  private final Map<Setting, RawClient.Session> sessions = new LinkedHashMap<>();

  /**
   * The same write in a session that has the setting while the bucket's default is another one, as
   * far as such a session can be.
   */
  private Form sessionForm(Form write, EncryptionCase asked) throws Exception {
    var of =
        switch (asked.setting()) {
          case SSE_S3 -> Setting.SSE_S3;
          case SSE_S3_PINNED -> Setting.SSE_KMS;
          case SSE_KMS -> Setting.SSE_S3_PINNED;
        };
    var bucket = Objects.requireNonNull(buckets.get(asked.kind() + " " + of));
    var opened = sessions.get(asked.setting());
    if (opened == null) {
      var wanted =
          asked.setting() == Setting.SSE_KMS
              ? Map.of(SSE, "aws:kms", SSE + "-aws-kms-key-id", pinnedKey)
              : Map.of(SSE, "AES256");
      opened = raw.createSession(bucket, wanted);
      sessions.put(asked.setting(), opened);
    }
    var ownContext = new LinkedHashMap<>(write.headers());
    if (asked.context() == EncryptionCase.Context.BUCKET_ARN) {
      ownContext.put(SSE + "-context", context(arn(asked.kind(), bucket)));
    }
    return new Form(
        write.method(),
        "/" + bucket + "/in-session",
        ownContext,
        write.body(),
        true,
        Optional.of(opened));
  }

  private final Map<String, String> uploads = new LinkedHashMap<>();

  private String upload(BucketKind kind, String bucket) throws Exception {
    var known = uploads.get(bucket);
    if (known == null) {
      known =
          RawClient.element(
              call(kind, "POST", "/" + bucket + "/part?uploads", Map.of(), NONE).body(),
              "UploadId");
      uploads.put(bucket, known);
    }
    return known;
  }

  private Map<String, String> headers(EncryptionCase asked, String bucket) {
    var headers = new LinkedHashMap<String, String>();
    switch (asked.ask()) {
      case NOTHING -> {}
      case AES256 -> headers.put(SSE, "AES256");
      case AES256_WITH_KEY -> {
        headers.put(SSE, "AES256");
        headers.put(SSE + "-aws-kms-key-id", pinnedKey);
      }
      case KMS_WITHOUT_KEY -> headers.put(SSE, "aws:kms");
      case KMS_PINNED_KEY, KMS_OTHER_KEY, KMS_ALIAS -> {
        headers.put(SSE, "aws:kms");
        headers.put(SSE + "-aws-kms-key-id", key(asked.ask()));
      }
      case KEY_WITHOUT_ALGORITHM -> headers.put(SSE + "-aws-kms-key-id", pinnedKey);
      case DSSE -> headers.put(SSE, "aws:kms:dsse");
      case FSX -> headers.put(SSE, "aws:fsx");
      case UNKNOWN_ALGORITHM -> headers.put(SSE, "rot13");
      case CUSTOMER_KEY -> headers.put(SSE + "-customer-algorithm", "AES256");
    }
    switch (asked.context()) {
      case ABSENT -> {}
      case BUCKET_ARN -> headers.put(SSE + "-context", context(arn(asked.kind(), bucket)));
      case OTHER -> headers.put(SSE + "-context", context("something else"));
      case MALFORMED -> headers.put(SSE + "-context", "{}!");
    }
    switch (asked.bucketKey()) {
      case ABSENT -> {}
      case TRUE, FALSE ->
          headers.put(
              SSE + "-bucket-key-enabled", asked.bucketKey().name().toLowerCase(Locale.ROOT));
      case MALFORMED -> headers.put(SSE + "-bucket-key-enabled", "perhaps");
    }
    return headers;
  }

  private String key(EncryptionCase.Ask ask) {
    return switch (ask) {
      case KMS_PINNED_KEY -> pinnedKey;
      case KMS_ALIAS -> "alias/other";
      case NOTHING,
          AES256,
          AES256_WITH_KEY,
          KMS_WITHOUT_KEY,
          KMS_OTHER_KEY,
          KEY_WITHOUT_ALGORITHM,
          DSSE,
          FSX,
          UNKNOWN_ALGORITHM,
          CUSTOMER_KEY ->
          otherKey;
    };
  }

  private static String arn(BucketKind kind, String bucket) {
    return kind == BucketKind.DIRECTORY
        ? "arn:aws:s3express:us-east-1:" + StartedServer.ACCOUNT + ":bucket/" + bucket
        : "arn:aws:s3:::" + bucket;
  }

  private static String context(String value) {
    return Base64.getEncoder()
        .encodeToString(
            ("{\"aws:s3express:arn\":\"" + value + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private byte[] configuration(EncryptionCase asked) {
    var headers = headers(asked, "unused");
    var xml =
        new StringBuilder(
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>");
    xml.append("<SSEAlgorithm>").append(headers.get(SSE)).append("</SSEAlgorithm>");
    if (headers.containsKey(SSE + "-aws-kms-key-id")) {
      xml.append("<KMSMasterKeyID>")
          .append(headers.get(SSE + "-aws-kms-key-id"))
          .append("</KMSMasterKeyID>");
    }
    xml.append("</ApplyServerSideEncryptionByDefault>");
    if (headers.containsKey(SSE + "-bucket-key-enabled")) {
      xml.append("<BucketKeyEnabled>")
          .append(headers.get(SSE + "-bucket-key-enabled"))
          .append("</BucketKeyEnabled>");
    }
    return xml.append("</Rule></ServerSideEncryptionConfiguration>")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private String judge(EncryptionRules.Cell cell, Form form) throws Exception {
    var asked = cell.asked();
    var answer =
        form.session().isPresent()
            ? raw.inSession(
                form.session().get(), form.method(), form.target(), form.headers(), form.body())
            : call(asked.kind(), form.method(), form.target(), form.headers(), form.body());
    return switch (cell.outcome()) {
      case Refuse refuse -> judgeRefusal(refuse, form, answer);
      case Use use -> judgeUse(asked, use, form, answer);
    };
  }

  private static String judgeRefusal(Refuse refuse, Form form, HttpResponse<String> answer) {
    var expected =
        refuse.error().status() + (form.method().equals("HEAD") ? "" : " " + refuse.error().code());
    var actual =
        answer.statusCode()
            + (form.method().equals("HEAD") ? "" : " " + RawClient.element(answer.body(), "Code"));
    return expected.equals(actual) ? "" : "expected " + expected + " but was " + actual;
  }

  private String judgeUse(EncryptionCase asked, Use use, Form form, HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      return "expected 200 but was " + answer.statusCode() + " " + answer.body();
    }
    if (!form.answers()) {
      return "";
    }
    var key =
        switch (use) {
          case SSE_S3, NOTHING -> "";
          case SETTING -> asked.setting() == Setting.SSE_KMS ? pinnedKey : "";
          case PINNED_KEY -> pinnedKey;
          case NAMED_KEY -> key(asked.ask());
          case MANAGED_KEY -> managedKey;
        };
    if (key.startsWith("alias/")) {
      key = otherKey;
    }
    var expected = key.isEmpty() ? "AES256 " : "aws:kms " + key;
    if (!key.isEmpty() && bucketKey(asked)) {
      expected += " true";
    }
    var actual =
        answer.headers().firstValue(SSE).orElse("")
            + " "
            + answer.headers().firstValue(SSE + "-aws-kms-key-id").orElse("")
            + answer
                .headers()
                .firstValue(SSE + "-bucket-key-enabled")
                .map(value -> " " + value)
                .orElse("");
    return expected.equals(actual) ? "" : "expected " + expected + " but was " + actual;
  }

  /** Always on for directory buckets, except in copies; otherwise by header, then by default. */
  private static boolean bucketKey(EncryptionCase asked) {
    if (asked.kind() == BucketKind.DIRECTORY) {
      return asked.request() != EncryptionCase.Request.COPY;
    }
    return switch (asked.bucketKey()) {
      case TRUE -> true;
      case FALSE, MALFORMED -> false;
      case ABSENT -> asked.setting() == Setting.SSE_KMS;
    };
  }
}
