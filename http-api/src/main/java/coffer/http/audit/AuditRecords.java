package coffer.http.audit;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.operation.S3Call;
import coffer.http.session.Caller;
import coffer.http.wire.S3Response;
import coffer.http.wire.XmlElement;
import coffer.kms.policy.Principal;
import coffer.kms.service.KmsCalls;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Shapes what happened as CloudTrail records, version 1.09: the management operations on buckets,
 * CreateSession, and every KMS call. See the AWS pages "CloudTrail record contents" and "Logging
 * with AWS CloudTrail for S3 Express One Zone". Secrets, tokens, plaintext and ciphertext are left
 * out.
 */
public final class AuditRecords implements KmsCalls {
  private static final Set<String> READ_ONLY_PREFIXES = Set.of("Get", "List", "Head", "Describe");
  private static final Set<String> KMS_READ_ONLY =
      Set.of(
          "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Decrypt", "Encrypt", "ReEncrypt");
  private static final Set<String> RECORDED =
      Set.of(
          "CreateBucket",
          "DeleteBucket",
          "PutBucketPolicy",
          "GetBucketPolicy",
          "DeleteBucketPolicy",
          "PutBucketEncryption",
          "GetBucketEncryption",
          "DeleteBucketEncryption",
          "PutBucketLifecycleConfiguration",
          "GetBucketLifecycleConfiguration",
          "DeleteBucketLifecycle",
          "GetBucketLocation",
          "GetBucketVersioning",
          "ListBuckets",
          "ListDirectoryBuckets",
          "ListMultipartUploads",
          "CreateSession");

  private static final List<String> SHOWN_HEADERS =
      List.of(
          "x-amz-create-session-mode",
          "x-amz-server-side-encryption",
          "x-amz-server-side-encryption-aws-kms-key-id",
          "x-amz-server-side-encryption-context",
          "x-amz-server-side-encryption-bucket-key-enabled",
          "x-amz-expected-bucket-owner");

  private final Audit audit;
  private final Clock clock;
  private final String region;
  private final Function<String, Optional<String>> mode;

  /**
   * @param mode tells a session's mode from its token; empty where it is decided at each use
   */
  public AuditRecords(
      Audit audit, Clock clock, String region, Function<String, Optional<String>> mode) {
    this.audit = audit;
    this.clock = clock;
    this.region = region;
    this.mode = mode;
  }

  /** Whether requests for that operation leave a record. */
  public static boolean recorded(String operation) {
    return RECORDED.contains(operation);
  }

  /**
   * Keeps a record of an S3 request that succeeded, if its operation is one that is recorded.
   *
   * @param bucket the bucket of the request, as far as it exists
   */
  public void succeeded(
      String operation, S3Call call, Optional<Bucket> bucket, S3Response response) {
    request(operation, call, bucket, Optional.empty(), Optional.of(response));
  }

  /** The same for one that was refused. */
  public void refused(String operation, S3Call call, Optional<Bucket> bucket, Refusal refusal) {
    request(operation, call, bucket, Optional.of(refusal), Optional.empty());
  }

  private static Optional<XmlElement> credentials(String operation, S3Response response) {
    return operation.equals("CreateSession") && response.content() instanceof S3Response.Whole whole
        ? XmlElement.parse(whole.bytes(), "CreateSessionResult").child("Credentials")
        : Optional.empty();
  }

  /** The session's access key id joins what it signs to who made it; the secrets stay out. */
  private static Map<String, Object> responseElements(XmlElement credentials) {
    var shown = new LinkedHashMap<String, Object>();
    credentials.childText("AccessKeyId").ifPresent(id -> shown.put("accessKeyId", id));
    credentials.childText("Expiration").ifPresent(at -> shown.put("expiration", at));
    return Map.of("credentials", shown);
  }

  private void request(
      String operation,
      S3Call call,
      Optional<Bucket> found,
      Optional<Refusal> error,
      Optional<S3Response> response) {
    if (!RECORDED.contains(operation)) {
      return;
    }
    var request = call.request();
    var bucket = request.bucket();
    boolean directory =
        operation.equals("ListDirectoryBuckets")
            || bucket.filter(name -> BucketNames.kindOf(name) == BucketKind.DIRECTORY).isPresent();
    boolean data = operation.equals("CreateSession");
    var record =
        start(
            directory ? "s3express.amazonaws.com" : "s3.amazonaws.com",
            operation,
            identity(call.caller()),
            request.remoteAddress(),
            request.headers().first("user-agent").orElse(""));
    refused(record, error);
    var parameters = new LinkedHashMap<String, Object>();
    bucket.ifPresent(name -> parameters.put("bucketName", name));
    request.headers().first("host").ifPresent(host -> parameters.put("host", host));
    for (var parameter : request.query().parameters()) {
      if (!parameter.name().toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
        parameters.put(parameter.name(), parameter.value());
      }
    }
    for (var name : SHOWN_HEADERS) {
      request.headers().first(name).ifPresent(value -> parameters.put(name, value));
    }
    response.ifPresent(answer -> parameters.putAll(answer.audited()));
    record.put("requestParameters", parameters);
    var session = response.flatMap(answer -> credentials(operation, answer));
    record.put("responseElements", session.map(AuditRecords::responseElements).orElse(null));
    var additional = new LinkedHashMap<String, Object>();
    additional.put("SignatureVersion", "SigV4");
    boolean presigned = request.query().has("X-Amz-Signature");
    additional.put("AuthenticationMethod", presigned ? "QueryString" : "AuthHeader");
    bucket.flatMap(BucketNames::zone).ifPresent(z -> additional.put("availabilityZone", z));
    session
        .flatMap(credentials -> credentials.childText("SessionToken"))
        .flatMap(mode)
        .ifPresent(applied -> additional.put("sessionModeApplied", applied));
    record.put("additionalEventData", additional);
    record.put("requestID", request.requestId());
    boolean readOnly = READ_ONLY_PREFIXES.stream().anyMatch(operation::startsWith) || data;
    var account = call.caller().principal().account();
    bucket.ifPresent(name -> record.put("resources", resources(name, directory, found, account)));
    end(record, readOnly, account, data);
    if (request.tls()) {
      var host = request.headers().first("host").orElse("");
      record.put("tlsDetails", Map.of("clientProvidedHostHeader", host));
    }
    audit.record(record);
  }

  /** A bucket that does not exist, or no more, is shown as if it were the caller's. */
  private List<Map<String, Object>> resources(
      String name, boolean directory, Optional<Bucket> found, String caller) {
    var owner = found.map(Bucket::account).orElse(caller);
    if (!directory) {
      return List.of(resource(owner, "AWS::S3::Bucket", "arn:aws:s3:::" + name));
    }
    var arn = "arn:aws:s3express:" + region + ":" + owner + ":bucket/" + name;
    return List.of(
        Map.of("type", "AWS::S3Express::Object", "ARNPrefix", arn + "/"),
        resource(owner, "AWS::S3Express::DirectoryBucket", arn));
  }

  private static Map<String, Object> resource(String account, String type, String arn) {
    return Map.of("accountId", account, "type", type, "ARN", arn);
  }

  /** What an error said. */
  public record Refusal(String code, String message) {}

  @Override
  public void happened(Call call) {
    var origin = call.origin();
    var identity = identity(call.principal(), origin.accessKeyId());
    if (call.byS3()) {
      identity.put("invokedBy", "AWS Internal");
    }
    var record =
        start(
            "kms.amazonaws.com",
            call.operation(),
            identity,
            origin.sourceAddress(),
            origin.userAgent());
    refused(record, call.error().map(code -> new Refusal(code, "")));
    record.put("requestParameters", call.parameters());
    record.put("responseElements", null);
    record.put("requestID", origin.requestId());
    call.keyArn()
        .ifPresent(
            arn ->
                record.put("resources", List.of(resource(accountOf(arn), "AWS::KMS::Key", arn))));
    boolean readOnly =
        KMS_READ_ONLY.contains(call.operation())
            || READ_ONLY_PREFIXES.stream().anyMatch(call.operation()::startsWith);
    end(record, readOnly, call.principal().account(), false);
    audit.record(record);
  }

  /** {@code arn:aws:kms:region:account:key/id}. */
  private static String accountOf(String keyArn) {
    var parts = keyArn.split(":", 6);
    return parts.length < 6 ? "" : parts[4];
  }

  private Map<String, Object> start(
      String source, String name, Map<String, Object> identity, String address, String agent) {
    var record = new LinkedHashMap<String, Object>();
    record.put("eventVersion", "1.09");
    record.put("userIdentity", identity);
    record.put("eventTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    record.put("eventSource", source);
    record.put("eventName", name);
    record.put("awsRegion", region);
    record.put("sourceIPAddress", address);
    record.put("userAgent", agent);
    return record;
  }

  private static void refused(Map<String, Object> record, Optional<Refusal> error) {
    error.ifPresent(
        refusal -> {
          record.put("errorCode", refusal.code());
          if (!refusal.message().isEmpty()) {
            record.put("errorMessage", refusal.message());
          }
        });
  }

  private static void end(
      Map<String, Object> record, boolean readOnly, String account, boolean data) {
    record.put("eventID", UUID.randomUUID().toString());
    record.put("readOnly", readOnly);
    record.put("eventType", "AwsApiCall");
    record.put("managementEvent", !data);
    record.put("recipientAccountId", account);
    record.put("eventCategory", data ? "Data" : "Management");
  }

  private static Map<String, Object> identity(Caller caller) {
    return identity(caller.principal(), caller.accessKeyId());
  }

  private static Map<String, Object> identity(Principal principal, String accessKeyId) {
    var identity = new LinkedHashMap<String, Object>();
    identity.put(
        "type",
        switch (principal.type()) {
          case ROOT -> "Root";
          case USER -> "IAMUser";
          case SERVICE -> "AWSService";
        });
    identity.put("principalId", principal.principalId());
    identity.put("arn", principal.arn());
    identity.put("accountId", principal.account());
    if (!accessKeyId.isEmpty()) {
      identity.put("accessKeyId", accessKeyId);
    }
    switch (principal.type()) {
      case USER -> identity.put("userName", principal.name());
      case ROOT, SERVICE -> {}
    }
    return identity;
  }
}
