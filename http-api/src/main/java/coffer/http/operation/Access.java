package coffer.http.operation;

import coffer.http.bucket.Bucket;
import coffer.http.bucket.Buckets;
import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.identity.Permissions;
import coffer.http.session.Caller;
import coffer.http.session.SessionTicket;
import coffer.http.session.SessionTickets;
import coffer.kms.policy.AccessRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Decides whether a caller may do what it asks, before anything else is looked at. A refusal says
 * {@code Access Denied} and nothing of its reason.
 */
public final class Access {
  private static final String EXPECTED_OWNER = "x-amz-expected-bucket-owner";
  private static final String EXPECTED_SOURCE_OWNER = "x-amz-source-expected-bucket-owner";

  /** The owner's root can always repair a bucket policy that locks everybody out. */
  private static final Set<String> POLICY_ACTIONS =
      Set.of("s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy");

  /** What directory buckets ask of identity policies alone. */
  private static final List<String> CONTROL_ACTIONS =
      List.of(
          "s3express:CreateBucket",
          "s3express:DeleteBucket",
          "s3express:PutBucketPolicy",
          "s3express:GetBucketPolicy",
          "s3express:DeleteBucketPolicy",
          "s3express:PutEncryptionConfiguration",
          "s3express:GetEncryptionConfiguration",
          "s3express:PutLifecycleConfiguration",
          "s3express:GetLifecycleConfiguration");

  private final Buckets buckets;
  private final Permissions permissions;
  private final RequestConditions conditions;

  public Access(Buckets buckets, Permissions permissions, Clock clock) {
    this.buckets = buckets;
    this.permissions = permissions;
    this.conditions = new RequestConditions(clock);
  }

  /** What a session must allow. */
  public enum Need {
    READ,
    WRITE
  }

  /**
   * Looks up the bucket of the call and checks the caller's permission. For directory buckets: a
   * session of that bucket whose mode allows {@code need}, or long-term credentials that may create
   * such a session. For general purpose buckets: {@code action}, for example {@code s3:GetObject},
   * on the object or the bucket. Fails with NoSuchBucket, AccessDenied.
   */
  public CompletionStage<Bucket> authorize(S3Call call, String action, Need need) {
    return find(call.request().bucket().orElseThrow(Access::noBucket))
        .thenApply(
            bucket -> {
              require(permits(call, bucket, call.request().key().orElse(""), action, need));
              requireOwner(call, bucket, EXPECTED_OWNER);
              return bucket;
            });
  }

  /**
   * For calls whose body names keys, as DeleteObjects does: the bucket, after what can be decided
   * without the keys. On general purpose buckets that is next to nothing, so each key <em>must</em>
   * then be asked of {@link #permits}. Fails with NoSuchBucket, AccessDenied.
   */
  public CompletionStage<Bucket> authorizeKeysLater(S3Call call, Need need) {
    return find(call.request().bucket().orElseThrow(Access::noBucket))
        .thenApply(
            bucket -> {
              switch (bucket.kind()) {
                case DIRECTORY -> require(permits(call, bucket, "", "", need));
                case GENERAL_PURPOSE ->
                    require(
                        switch (call.caller()) {
                          case Caller.Session session -> false;
                          case Caller.Iam iam -> true;
                        });
              }
              requireOwner(call, bucket, EXPECTED_OWNER);
              return bucket;
            });
  }

  /** The same for another bucket and key than the call's: the source of a copy. */
  public CompletionStage<Bucket> authorizeSource(
      S3Call call, String bucket, String key, String action) {
    return find(bucket)
        .thenApply(
            found -> {
              require(permits(call, found, key, action, Need.READ));
              requireOwner(call, found, EXPECTED_SOURCE_OWNER);
              return found;
            });
  }

  /**
   * Whether the caller may do {@code action} on one key of a bucket; for operations that name keys
   * in their body.
   *
   * @param key empty for the bucket itself
   */
  public boolean permits(S3Call call, Bucket bucket, String key, String action, Need need) {
    return switch (bucket.kind()) {
      case DIRECTORY ->
          switch (call.caller()) {
            case Caller.Session session -> sessionPermits(call, session.ticket(), bucket, need);
            case Caller.Iam iam -> mayOpenSession(call, bucket, need);
          };
      case GENERAL_PURPOSE ->
          switch (call.caller()) {
            case Caller.Session session -> false;
            case Caller.Iam iam -> {
              var resource = key.isEmpty() ? bucket.arn() : bucket.arn() + "/" + key;
              var principal = iam.principal();
              yield permissions.permits(
                  new AccessRequest(principal, action, resource, conditions.of(call, "s3")),
                  bucket);
            }
          };
    };
  }

  /**
   * Looks up the bucket of a call that reads or changes its configuration. Directory buckets ask
   * {@code s3express} actions of identity policies alone, also when a session signed: its maker
   * counts, unless the session only reads. General purpose buckets ask the {@code s3} action of
   * both kinds of policy. Fails with NoSuchBucket, AccessDenied, and NotImplemented for an expected
   * owner on a directory bucket.
   *
   * @param name of the action without its service, for example {@code PutBucketPolicy}
   */
  public CompletionStage<Bucket> authorizeControl(S3Call call, String name) {
    var wanted = call.request().bucket().orElseThrow(Access::noBucket);
    requireOwnSession(call, wanted, name);
    return find(wanted)
        .thenApply(
            bucket -> {
              switch (bucket.kind()) {
                case DIRECTORY -> {
                  require(
                      call.caller().principal().account().equals(bucket.account())
                          && permitsIdentity(call, "s3express:" + name, bucket.arn()));
                  requireNoExpectedOwner(call);
                }
                case GENERAL_PURPOSE -> {
                  require(generalControl(call, bucket, "s3:" + name));
                  requireOwner(call, bucket, EXPECTED_OWNER);
                }
              }
              return bucket;
            });
  }

  /** Checks an action of identity policies alone: what creates or lists buckets. */
  public void authorizeIdentity(S3Call call, String action, String resource) {
    var name = action.substring(action.indexOf(':') + 1);
    call.request().bucket().ifPresent(bucket -> requireOwnSession(call, bucket, name));
    require(permitsIdentity(call, action, resource));
  }

  /** Whether the caller may open a session of that mode on the bucket. */
  public boolean mayOpenSession(S3Call call, Bucket bucket, SessionTicket.Mode mode) {
    return permissions.permits(session(call, bucket, mode), bucket);
  }

  private AccessRequest session(S3Call call, Bucket bucket, SessionTicket.Mode mode) {
    var asked =
        switch (mode) {
          case READ_ONLY -> "ReadOnly";
          case READ_WRITE, DECIDED_AT_USE -> "ReadWrite";
        };
    var given = conditions.of(call, "s3express");
    given.put("s3express:sessionmode", List.of(asked));
    given.put("s3express:resourceaccount", List.of(bucket.account()));
    return new AccessRequest(
        call.caller().principal(), "s3express:CreateSession", bucket.arn(), given);
  }

  /**
   * Whether the caller, who is not denied sessions in so many words, may read or change anything of
   * a directory bucket's configuration.
   */
  public boolean mayControl(S3Call call, Bucket bucket) {
    boolean denied =
        permissions.denies(session(call, bucket, SessionTicket.Mode.READ_WRITE), bucket)
            || permissions.denies(session(call, bucket, SessionTicket.Mode.READ_ONLY), bucket);
    return !denied
        && call.caller().principal().account().equals(bucket.account())
        && CONTROL_ACTIONS.stream().anyMatch(action -> permitsIdentity(call, action, bucket.arn()));
  }

  /** Refuses {@code x-amz-expected-bucket-owner}, which directory buckets do not implement here. */
  public static void requireNoExpectedOwner(S3Call call) {
    if (call.request().headers().has(EXPECTED_OWNER)) {
      throw new S3Exception(
          S3Error.NotImplemented, "This bucket does not support x-amz-expected-bucket-owner");
    }
  }

  private boolean mayOpenSession(S3Call call, Bucket bucket, Need need) {
    return switch (need) {
      case READ ->
          mayOpenSession(call, bucket, SessionTicket.Mode.READ_ONLY)
              || mayOpenSession(call, bucket, SessionTicket.Mode.READ_WRITE);
      case WRITE -> mayOpenSession(call, bucket, SessionTicket.Mode.READ_WRITE);
    };
  }

  private boolean sessionPermits(S3Call call, SessionTicket ticket, Bucket bucket, Need need) {
    return ticket.bucket().equals(bucket.name())
        && switch (ticket.mode()) {
          case READ_WRITE -> stillOfBucket(ticket, bucket) || mayOpenSession(call, bucket, need);
          case READ_ONLY ->
              need == Need.READ
                  && (stillOfBucket(ticket, bucket) || mayOpenSession(call, bucket, need));
          case DECIDED_AT_USE -> mayOpenSession(call, bucket, need);
        };
  }

  /** A bucket made anew under the name, perhaps by another account, was never opened. */
  private static boolean stillOfBucket(SessionTicket ticket, Bucket bucket) {
    return !bucket.created().isAfter(ticket.expires().minus(SessionTickets.LIFETIME));
  }

  private boolean generalControl(S3Call call, Bucket bucket, String action) {
    var principal = call.caller().principal();
    return switch (call.caller()) {
      case Caller.Session session -> false;
      case Caller.Iam iam ->
          POLICY_ACTIONS.contains(action) && ownersRoot(call, bucket)
              || permissions.permits(
                  new AccessRequest(principal, action, bucket.arn(), conditions.of(call, "s3")),
                  bucket);
    };
  }

  private static boolean ownersRoot(S3Call call, Bucket bucket) {
    var principal = call.caller().principal();
    return switch (principal.type()) {
      case ROOT -> principal.account().equals(bucket.account());
      case USER, SERVICE -> false;
    };
  }

  private boolean permitsIdentity(S3Call call, String action, String resource) {
    var prefix = action.substring(0, action.indexOf(':'));
    return permissions.permits(
        new AccessRequest(
            call.caller().principal(), action, resource, conditions.of(call, prefix)));
  }

  private CompletionStage<Bucket> find(String name) {
    return buckets
        .find(name)
        .thenApply(
            found ->
                found.orElseThrow(
                    () ->
                        new S3Exception(
                            S3Error.NoSuchBucket,
                            S3Error.NoSuchBucket.message(),
                            Map.of("BucketName", name))));
  }

  /** A session reaches its own bucket alone, and one that may only read changes nothing there. */
  private static void requireOwnSession(S3Call call, String bucket, String name) {
    if (call.caller() instanceof Caller.Session session) {
      require(session.ticket().bucket().equals(bucket));
      require(session.ticket().mode() != SessionTicket.Mode.READ_ONLY || reads(name));
    }
  }

  private static boolean reads(String name) {
    return name.startsWith("Get") || name.startsWith("Head") || name.startsWith("List");
  }

  private static void requireOwner(S3Call call, Bucket bucket, String header) {
    var expected = call.request().headers().first(header);
    require(expected.isEmpty() || expected.get().equals(bucket.account()));
  }

  private static void require(boolean permitted) {
    if (!permitted) {
      throw new S3Exception(S3Error.AccessDenied);
    }
  }

  private static S3Exception noBucket() {
    return new S3Exception(S3Error.InvalidRequest, "The request names no bucket.");
  }
}
