package coffer.http.fakes;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.bucket.BucketNames;
import coffer.http.encryption.SseAlgorithm;
import coffer.http.operation.S3Call;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.Entity;
import coffer.http.wire.Headers;
import coffer.http.wire.Query;
import coffer.http.wire.S3Request;
import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Buckets, callers and requests as tests need them. */
public final class Samples {
  public static final String ACCOUNT = "000000000000";
  public static final String DIRECTORY = "demo--zone1-az1--x-s3";
  public static final String GENERAL = "general";
  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Samples() {}

  public static Bucket bucket(String name) {
    return bucket(name, BucketEncryption.SSE_S3);
  }

  public static Bucket bucket(String name, BucketEncryption encryption) {
    var kind = BucketNames.kindOf(name);
    return new Bucket(
        name,
        kind,
        "0123456789abcdef0123456789abcdef",
        ACCOUNT,
        "us-east-1",
        BucketNames.zone(name),
        kind == BucketKind.DIRECTORY ? Optional.of("AvailabilityZone") : Optional.empty(),
        NOW,
        encryption,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  /** SSE-KMS with {@link FakeKeys#KEY_ARN}, pinned. */
  public static BucketEncryption kms() {
    return new BucketEncryption(
        SseAlgorithm.AWS_KMS, Optional.of(FakeKeys.KEY_ID), true, Optional.of(FakeKeys.KEY_ARN));
  }

  /** SSE-S3 again after SSE-KMS. */
  public static BucketEncryption pinned() {
    return new BucketEncryption(
        SseAlgorithm.AES256, Optional.empty(), false, Optional.of(FakeKeys.KEY_ARN));
  }

  public static Principal user(String name, String... policies) {
    return new Principal(
        Principal.Type.USER,
        ACCOUNT,
        "arn:aws:iam::" + ACCOUNT + ":user/" + name,
        "AIDA" + name,
        name,
        Arrays.stream(policies).map(PolicyDocument::parse).toList());
  }

  /** An identity policy that allows the actions on everything. */
  public static String allow(String... actions) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
        + String.join("\",\"", actions)
        + "\"],\"Resource\":\"*\"}]}";
  }

  public static Caller iam(Principal principal) {
    return new Caller.Iam(principal, "AKIDEXAMPLE", "s3express");
  }

  public static Caller root() {
    return iam(Principal.root(ACCOUNT));
  }

  public static Caller session(Principal maker, String bucket, SessionTicket.Mode mode) {
    var ticket =
        new SessionTicket(
            "ASIAEXAMPLE", bucket, mode, maker.arn(), Optional.empty(), NOW.plusSeconds(300));
    return new Caller.Session(maker, "ASIAEXAMPLE", ticket);
  }

  /**
   * @param target for example {@code /bucket/key?uploads}, nothing encoded
   */
  public static S3Request request(String method, String target, Map<String, String> headers) {
    var parts = target.split("\\?", 2);
    var path = parts[0].substring(1).split("/", 2);
    var rawQuery = parts.length == 2 ? parts[1] : "";
    var query =
        rawQuery.isEmpty()
            ? List.<Query.Parameter>of()
            : Arrays.stream(rawQuery.split("&"))
                .map(one -> one.split("=", 2))
                .map(one -> new Query.Parameter(one[0], one.length == 2 ? one[1] : ""))
                .toList();
    return new S3Request(
        method,
        parts[0],
        rawQuery,
        new Query(query),
        Headers.of(headers),
        Optional.of(path[0]).filter(name -> !name.isEmpty()),
        path.length == 2 ? Optional.of(path[1]).filter(k -> !k.isEmpty()) : Optional.empty(),
        OptionalLong.of(0),
        Entity.EMPTY,
        "127.0.0.1",
        false,
        "0000000000000001");
  }

  public static S3Call call(
      Caller caller, String method, String target, Map<String, String> headers) {
    return new S3Call(request(method, target, headers), caller, new PayloadSigning.Unsigned());
  }
}
