package coffer.http.audit;

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  private final Audit audit;
  private final Clock clock;
  private final String region;

  public AuditRecords(Audit audit, Clock clock, String region) {
    this.audit = audit;
    this.clock = clock;
    this.region = region;
  }

  /** Keeps a record of an S3 request that succeeded, if its operation is one that is recorded. */
  public void succeeded(String operation, S3Call call, S3Response response) {
    request(operation, call, Optional.empty(), responseElements(operation, response));
  }

  /** The same for one that was refused. */
  public void refused(String operation, S3Call call, Refusal refusal) {
    request(operation, call, Optional.of(refusal), null);
  }

  /** The session's access key id joins what it signs to who made it; the secrets stay out. */
  private static @Nullable Map<String, Object> responseElements(
      String operation, S3Response response) {
    if (!operation.equals("CreateSession")
        || !(response.content() instanceof S3Response.Whole whole)) {
      return null;
    }
    var shown = new LinkedHashMap<String, Object>();
    XmlElement.parse(whole.bytes(), "CreateSessionResult")
        .child("Credentials")
        .ifPresent(
            credentials -> {
              credentials.childText("AccessKeyId").ifPresent(id -> shown.put("accessKeyId", id));
              credentials.childText("Expiration").ifPresent(at -> shown.put("expiration", at));
            });
    return Map.of("credentials", shown);
  }

  private void request(
      String operation,
      S3Call call,
      Optional<Refusal> error,
      @Nullable Map<String, Object> responseElements) {
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
    for (var name :
        List.of(
            "x-amz-create-session-mode",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id")) {
      request.headers().first(name).ifPresent(value -> parameters.put(name, value));
    }
    record.put("requestParameters", parameters);
    record.put("responseElements", responseElements);
    var additional = new LinkedHashMap<String, Object>();
    additional.put("SignatureVersion", "SigV4");
    boolean presigned = request.query().has("X-Amz-Signature");
    additional.put("AuthenticationMethod", presigned ? "QueryString" : "AuthHeader");
    bucket.flatMap(BucketNames::zone).ifPresent(z -> additional.put("availabilityZone", z));
    record.put("additionalEventData", additional);
    record.put("requestID", request.requestId());
    boolean readOnly = READ_ONLY_PREFIXES.stream().anyMatch(operation::startsWith) || data;
    var account = call.caller().principal().account();
    end(record, readOnly, account, data);
    audit.record(record);
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
                record.put(
                    "resources",
                    List.of(
                        Map.of(
                            "ARN",
                            arn,
                            "accountId",
                            call.principal().account(),
                            "type",
                            "AWS::KMS::Key"))));
    boolean readOnly =
        KMS_READ_ONLY.contains(call.operation())
            || READ_ONLY_PREFIXES.stream().anyMatch(call.operation()::startsWith);
    end(record, readOnly, call.principal().account(), false);
    audit.record(record);
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
