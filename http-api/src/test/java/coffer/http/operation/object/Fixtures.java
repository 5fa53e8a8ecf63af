package coffer.http.operation.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.BucketEncryption;
import coffer.http.bucket.BucketKind;
import coffer.http.encryption.ObjectEncryption;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.object.ObjectInfo;
import coffer.http.wire.Headers;
import coffer.http.wire.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.function.Executable;

/** Buckets, objects and requests that the tests of this package share. */
final class Fixtures {
  static final String ACCOUNT = "000000000000";
  static final Instant MODIFIED = Instant.parse("2026-11-21T06:00:00.789Z");

  static final Bucket DIRECTORY = bucket("demo--zone1-az1--x-s3", BucketKind.DIRECTORY);
  static final Bucket GENERAL = bucket("demo", BucketKind.GENERAL_PURPOSE);

  private Fixtures() {}

  private static Bucket bucket(String name, BucketKind kind) {
    return new Bucket(
        name,
        kind,
        "0".repeat(32),
        ACCOUNT,
        "us-east-1",
        kind == BucketKind.DIRECTORY ? Optional.of("zone1-az1") : Optional.empty(),
        kind == BucketKind.DIRECTORY ? Optional.of("AvailabilityZone") : Optional.empty(),
        MODIFIED,
        BucketEncryption.SSE_S3,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  static ObjectInfo object(String key, long size, Map<String, String> headers) {
    return new ObjectInfo(
        key, size, "abc", MODIFIED, headers, ObjectEncryption.SSE_S3, Optional.empty(), List.of());
  }

  static Headers headers(String... namesAndValues) {
    var values = new LinkedHashMap<String, String>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Headers.of(values);
  }

  static Query query(String... namesAndValues) {
    var parameters = new ArrayList<Query.Parameter>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      parameters.add(new Query.Parameter(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Query(parameters);
  }

  static S3Exception assertRefused(S3Error expected, Executable action) {
    var refusal = assertThrows(S3Exception.class, action);
    assertEquals(expected, refusal.error(), refusal.getMessage());
    return refusal;
  }
}
