package coffer.http.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.http.bucket.Bucket;
import coffer.http.error.S3Exception;
import coffer.http.fakes.InMemoryBuckets;
import coffer.http.fakes.Samples;
import coffer.http.identity.Permissions;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.kms.policy.Principal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccessTest {
  private final InMemoryBuckets buckets = new InMemoryBuckets();
  private final Access access =
      new Access(buckets, new Permissions(), Clock.fixed(Samples.NOW, ZoneOffset.UTC));
  private final Principal alice = Samples.user("alice");

  @BeforeEach
  void makeBuckets() {
    buckets.put(Samples.bucket(Samples.DIRECTORY));
    buckets.put(Samples.bucket(Samples.GENERAL));
  }

  /** {@code ok}, or the code of the refusal. */
  private static String outcome(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
      return "ok";
    } catch (CompletionException failed) {
      return failed.getCause() instanceof S3Exception refused
          ? refused.error().code()
          : failed.toString();
    }
  }

  private String object(Caller caller, String bucket, Access.Need need) {
    var call = Samples.call(caller, "GET", "/" + bucket + "/key", Map.of());
    return outcome(access.authorize(call, "s3:GetObject", need));
  }

  private String control(Caller caller, String action) {
    var call = Samples.call(caller, "PUT", "/" + Samples.DIRECTORY, Map.of());
    try {
      return outcome(access.authorizeControl(call, action));
    } catch (S3Exception refused) {
      return refused.error().code();
    }
  }

  private static Caller session(SessionTicket.Mode mode) {
    return Samples.session(Samples.user("alice"), Samples.DIRECTORY, mode);
  }

  @Test
  void aSessionIsGoodForItsBucketAndItsMode() {
    var reader = session(SessionTicket.Mode.READ_ONLY);
    var writer = session(SessionTicket.Mode.READ_WRITE);
    assertEquals("ok", object(reader, Samples.DIRECTORY, Access.Need.READ));
    assertEquals("AccessDenied", object(reader, Samples.DIRECTORY, Access.Need.WRITE));
    assertEquals("ok", object(writer, Samples.DIRECTORY, Access.Need.WRITE));
    assertEquals("AccessDenied", object(writer, Samples.GENERAL, Access.Need.READ));
    buckets.put(Samples.bucket("other--zone1-az1--x-s3"));
    assertEquals("AccessDenied", object(writer, "other--zone1-az1--x-s3", Access.Need.READ));
  }

  @Test
  void aSessionThatReadsChangesNoConfiguration() {
    var maker = Samples.user("carol", Samples.allow("s3express:*"));
    var reader = Samples.session(maker, Samples.DIRECTORY, SessionTicket.Mode.READ_ONLY);
    var writer = Samples.session(maker, Samples.DIRECTORY, SessionTicket.Mode.READ_WRITE);
    assertEquals("ok", control(reader, "GetBucketPolicy"));
    assertEquals("AccessDenied", control(reader, "PutBucketPolicy"));
    assertEquals("AccessDenied", control(reader, "DeleteBucketPolicy"));
    assertEquals("AccessDenied", control(reader, "PutEncryptionConfiguration"));
    assertEquals("AccessDenied", control(reader, "DeleteBucket"));
    assertEquals("ok", control(writer, "DeleteBucketPolicy"));
  }

  @Test
  void aSessionFromBeforeTheBucketIsCheckedAtEachUse() {
    var unproven = session(SessionTicket.Mode.DECIDED_AT_USE);
    assertEquals("AccessDenied", object(unproven, Samples.DIRECTORY, Access.Need.READ));
    var allowed = Samples.user("bob", Samples.allow("s3express:CreateSession"));
    var proven = Samples.session(allowed, Samples.DIRECTORY, SessionTicket.Mode.DECIDED_AT_USE);
    assertEquals("ok", object(proven, Samples.DIRECTORY, Access.Need.WRITE));
  }

  @Test
  void aSessionOfABucketThatWasMadeAnewIsCheckedAtEachUse() {
    var made = Samples.bucket(Samples.DIRECTORY);
    buckets.put(
        new Bucket(
            made.name(),
            made.kind(),
            "f".repeat(32),
            "111111111111",
            made.region(),
            made.zone(),
            made.locationType(),
            Samples.NOW.plusSeconds(2),
            made.encryption(),
            made.policy(),
            made.lifecycle(),
            1));
    var writer = session(SessionTicket.Mode.READ_WRITE);
    assertEquals("AccessDenied", object(writer, Samples.DIRECTORY, Access.Need.READ));
  }

  @Test
  void longTermCredentialsNeedWhatASessionWouldNeed() {
    assertEquals("AccessDenied", object(Samples.iam(alice), Samples.DIRECTORY, Access.Need.READ));
    assertEquals("ok", object(Samples.root(), Samples.DIRECTORY, Access.Need.WRITE));
    var s3Only = Samples.iam(Samples.user("bob", Samples.allow("s3:*")));
    assertEquals("AccessDenied", object(s3Only, Samples.DIRECTORY, Access.Need.READ));
    assertEquals("ok", object(s3Only, Samples.GENERAL, Access.Need.READ));
  }

  @Test
  void aBucketPolicyAllowsInTheAccountAndItsDenialBindsRoot() {
    var general = Samples.bucket(Samples.GENERAL);
    buckets.put(general.withPolicy(Optional.of(policy("Allow", "s3:GetObject"))));
    assertEquals("ok", object(Samples.iam(alice), Samples.GENERAL, Access.Need.READ));
    buckets.put(general.withPolicy(Optional.of(policy("Deny", "s3:*"))));
    assertEquals("AccessDenied", object(Samples.root(), Samples.GENERAL, Access.Need.READ));
    buckets.put(general.withPolicy(Optional.of("{")));
    assertEquals("AccessDenied", object(Samples.root(), Samples.GENERAL, Access.Need.READ));
  }

  @Test
  void anotherAccountNeedsBothPolicies() {
    var stranger = Samples.iam(Principal.root("111111111111"));
    assertEquals("AccessDenied", object(stranger, Samples.GENERAL, Access.Need.READ));
    assertEquals("AccessDenied", object(stranger, Samples.DIRECTORY, Access.Need.READ));
    var general = Samples.bucket(Samples.GENERAL);
    buckets.put(general.withPolicy(Optional.of(policy("Allow", "s3:GetObject"))));
    assertEquals("ok", object(stranger, Samples.GENERAL, Access.Need.READ));
  }

  private static String policy(String effect, String action) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\""
        + effect
        + "\",\"Principal\":\"*\",\"Action\":\""
        + action
        + "\",\"Resource\":[\"arn:aws:s3:::general\",\"arn:aws:s3:::general/*\"]}]}";
  }

  @Test
  void rootCanAlwaysRepairAPolicy() {
    var general = Samples.bucket(Samples.GENERAL);
    buckets.put(general.withPolicy(Optional.of(policy("Deny", "s3:*"))));
    var call = Samples.call(Samples.root(), "DELETE", "/general?policy", Map.of());
    assertEquals("ok", outcome(access.authorizeControl(call, "DeleteBucketPolicy")));
    assertEquals("AccessDenied", outcome(access.authorizeControl(call, "DeleteBucket")));
  }

  @Test
  void configurationOfDirectoryBucketsAsksIdentityPoliciesOfTheOwningAccount() {
    var writer = session(SessionTicket.Mode.READ_WRITE);
    var call = Samples.call(writer, "DELETE", "/" + Samples.DIRECTORY, Map.of());
    assertEquals("AccessDenied", outcome(access.authorizeControl(call, "DeleteBucket")));
    var maker = Samples.user("bob", Samples.allow("s3express:DeleteBucket"));
    var allowed = Samples.session(maker, Samples.DIRECTORY, SessionTicket.Mode.READ_WRITE);
    var good = Samples.call(allowed, "DELETE", "/" + Samples.DIRECTORY, Map.of());
    assertEquals("ok", outcome(access.authorizeControl(good, "DeleteBucket")));
    var stranger = Samples.iam(Principal.root("111111111111"));
    var foreign = Samples.call(stranger, "DELETE", "/" + Samples.DIRECTORY, Map.of());
    assertEquals("AccessDenied", outcome(access.authorizeControl(foreign, "DeleteBucket")));
  }

  @Test
  void aMissingBucketIsNotFound() {
    assertEquals("NoSuchBucket", object(Samples.root(), "missing", Access.Need.READ));
  }
}
