package coffer.http.encryption;

import static coffer.http.bucket.BucketKind.DIRECTORY;
import static coffer.http.bucket.BucketKind.GENERAL_PURPOSE;
import static coffer.http.encryption.EncryptionCase.Request.BUCKET_DEFAULT;
import static coffer.http.encryption.EncryptionCase.Request.COPY;
import static coffer.http.encryption.EncryptionCase.Request.PART;
import static coffer.http.encryption.EncryptionCase.Request.READ;
import static coffer.http.encryption.EncryptionCase.Request.SESSION;
import static coffer.http.encryption.EncryptionCase.Request.WRITE;
import static coffer.http.encryption.EncryptionCase.Setting.SSE_KMS;
import static coffer.http.encryption.EncryptionCase.Setting.SSE_S3;
import static coffer.http.encryption.EncryptionCase.Setting.SSE_S3_PINNED;

import coffer.http.bucket.BucketKind;
import coffer.http.encryption.EncryptionCase.Ask;
import coffer.http.encryption.EncryptionCase.BucketKey;
import coffer.http.encryption.EncryptionCase.Context;
import coffer.http.encryption.EncryptionCase.Request;
import coffer.http.encryption.EncryptionCase.Setting;
import coffer.http.encryption.EncryptionOutcome.Refuse;
import coffer.http.encryption.EncryptionOutcome.Use;
import coffer.http.error.S3Error;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Every rule about which encryption applies, as one table. The first row that matches decides; each
 * combination that can occur is a cell of {@link #cells()}, so that a test can walk them all.
 *
 * <p>Rows follow the AWS pages "Specifying server-side encryption with AWS KMS (SSE-KMS) for new
 * object uploads in directory buckets", "Setting and monitoring default encryption for directory
 * buckets" and the API pages of CreateSession, PutObject, CopyObject, UploadPartCopy and
 * PutBucketEncryption. Where these give the outcome, but not the code or the text, or say nothing,
 * the row is marked as a {@code guess}: an observation on AWS changes that one row.
 */
public final class EncryptionRules {
  private EncryptionRules() {}

  /**
   * One row. Each set names the values that match.
   *
   * @param guess AWS documents that it fails, or nothing; code and text are ours
   */
  record Row(
      Set<BucketKind> kinds,
      Set<Request> requests,
      Set<Setting> settings,
      Set<Ask> asks,
      Set<Context> contexts,
      Set<BucketKey> bucketKeys,
      EncryptionOutcome outcome,
      boolean guess) {

    boolean matches(EncryptionCase asked) {
      return kinds.contains(asked.kind())
          && requests.contains(asked.request())
          && settings.contains(asked.setting())
          && asks.contains(asked.ask())
          && contexts.contains(asked.context())
          && bucketKeys.contains(asked.bucketKey());
    }

    private static Row on(BucketKind... kinds) {
      return new Row(
          Set.of(kinds),
          EnumSet.allOf(Request.class),
          EnumSet.allOf(Setting.class),
          EnumSet.allOf(Ask.class),
          EnumSet.allOf(Context.class),
          EnumSet.allOf(BucketKey.class),
          Use.NOTHING,
          false);
    }

    private Row of(Request... some) {
      return new Row(kinds, Set.of(some), settings, asks, contexts, bucketKeys, outcome, guess);
    }

    private Row under(Setting... some) {
      return new Row(kinds, requests, Set.of(some), asks, contexts, bucketKeys, outcome, guess);
    }

    private Row asking(Ask... some) {
      return new Row(kinds, requests, settings, Set.of(some), contexts, bucketKeys, outcome, guess);
    }

    private Row context(Context... some) {
      return new Row(kinds, requests, settings, asks, Set.of(some), bucketKeys, outcome, guess);
    }

    private Row bucketKey(BucketKey... some) {
      return new Row(kinds, requests, settings, asks, contexts, Set.of(some), outcome, guess);
    }

    private Row gives(EncryptionOutcome decided) {
      return new Row(kinds, requests, settings, asks, contexts, bucketKeys, decided, false);
    }

    private Row guesses(EncryptionOutcome decided) {
      return new Row(kinds, requests, settings, asks, contexts, bucketKeys, decided, true);
    }
  }

  private static final Refuse CUSTOMER_KEY_DIRECTORY =
      new Refuse(
          S3Error.NotImplemented,
          "This bucket does not support Server-Side Encryption with Customer-Provided Keys");
  private static final Refuse CUSTOMER_KEY_GENERAL =
      new Refuse(
          S3Error.NotImplemented,
          "Server-side encryption with customer-provided keys is not implemented.");
  private static final Refuse DSSE_GENERAL =
      new Refuse(
          S3Error.NotImplemented,
          "Dual-layer server-side encryption with AWS KMS keys is not implemented.");
  private static final Refuse ALGORITHM =
      Refuse.argument(
          "The encryption method specified is not supported", EncryptionHeaders.ALGORITHM);
  private static final Refuse KEY_NEEDS_KMS =
      Refuse.argument(
          "Server Side Encryption with AWS KMS managed key requires HTTP header"
              + " x-amz-server-side-encryption : aws:kms",
          EncryptionHeaders.ALGORITHM);
  private static final Refuse CONTEXT_NEEDS_KMS =
      Refuse.argument(
          "An encryption context requires HTTP header x-amz-server-side-encryption : aws:kms",
          EncryptionHeaders.CONTEXT);
  private static final Refuse CONTEXT_MALFORMED =
      Refuse.argument(
          "The encryption context must be a base64 encoded JSON object of string values.",
          EncryptionHeaders.CONTEXT);
  private static final Refuse CONTEXT_OTHER =
      Refuse.argument(
          "The encryption context of a directory bucket must be the bucket's ARN.",
          EncryptionHeaders.CONTEXT);
  private static final Refuse BUCKET_KEY_MALFORMED =
      Refuse.argument("The bucket key header must be true or false.", EncryptionHeaders.BUCKET_KEY);
  private static final Refuse BUCKET_KEY_OFF =
      new Refuse(
          S3Error.InvalidRequest, "S3 Bucket Keys cannot be disabled for a directory bucket.");
  private static final Refuse KEY_MISSING =
      new Refuse(
          S3Error.InvalidRequest,
          "A directory bucket requires the ID or ARN of a customer managed key with aws:kms.");
  private static final Refuse KEY_ALIAS =
      new Refuse(
          S3Error.InvalidArgument,
          "A directory bucket does not support the alias of a KMS key. Specify the key ID or key"
              + " ARN.");
  private static final Refuse KEY_OTHER =
      new Refuse(
          S3Error.InvalidRequest,
          "A directory bucket supports only one customer managed key for the lifetime of the"
              + " bucket.");
  private static final Refuse KMS_NOT_DEFAULT =
      new Refuse(
          S3Error.InvalidRequest,
          "The default encryption of the bucket must be set to aws:kms before SSE-KMS is"
              + " requested.");
  private static final Refuse SESSION_MISMATCH =
      new Refuse(
          S3Error.InvalidRequest,
          "The encryption headers of the request do not match the encryption settings of the"
              + " session.");
  private static final Refuse DEFAULT_KEY_NOT_APPLICABLE =
      Refuse.argument(
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
              + " aws:kms:dsse",
          "ApplyServerSideEncryptionByDefault");
  private static final Refuse DEFAULT_ALGORITHM =
      new Refuse(S3Error.InvalidRequest, "The bucket does not support this encryption type.");
  private static final Refuse DEFAULT_UNKNOWN =
      new Refuse(S3Error.MalformedXML, S3Error.MalformedXML.message());
  private static final Refuse NOT_FOR_THIS_OPERATION =
      Refuse.argument(
          "x-amz-server-side-encryption header is not supported for this operation.",
          EncryptionHeaders.ALGORITHM);

  private static final Context[] SOME_CONTEXT = {
    Context.BUCKET_ARN, Context.OTHER, Context.MALFORMED
  };

  /** In order of precedence. */
  static final List<Row> ROWS =
      List.of(
          // SSE-C comes first: nothing of it may be silently ignored.
          Row.on(DIRECTORY).asking(Ask.CUSTOMER_KEY).guesses(CUSTOMER_KEY_DIRECTORY),
          Row.on(GENERAL_PURPOSE).asking(Ask.CUSTOMER_KEY).guesses(CUSTOMER_KEY_GENERAL),

          // Parts and reads take no encryption headers at all.
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .of(PART, READ)
              .asking(Ask.NOTHING)
              .context(Context.ABSENT)
              .bucketKey(BucketKey.ABSENT)
              .gives(Use.NOTHING),
          Row.on(DIRECTORY, GENERAL_PURPOSE).of(READ).gives(NOT_FOR_THIS_OPERATION),
          Row.on(DIRECTORY, GENERAL_PURPOSE).of(PART).guesses(NOT_FOR_THIS_OPERATION),

          // Algorithms that nothing here stores under.
          Row.on(GENERAL_PURPOSE).asking(Ask.DSSE).guesses(DSSE_GENERAL),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .of(BUCKET_DEFAULT)
              .asking(Ask.UNKNOWN_ALGORITHM)
              .guesses(DEFAULT_UNKNOWN),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .of(BUCKET_DEFAULT)
              .asking(Ask.DSSE, Ask.FSX)
              .guesses(DEFAULT_ALGORITHM),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .asking(Ask.DSSE, Ask.FSX, Ask.UNKNOWN_ALGORITHM)
              .guesses(ALGORITHM),

          // Headers that contradict each other or cannot be read.
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .of(BUCKET_DEFAULT)
              .asking(Ask.AES256_WITH_KEY)
              .gives(DEFAULT_KEY_NOT_APPLICABLE),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .asking(Ask.AES256_WITH_KEY, Ask.KEY_WITHOUT_ALGORITHM)
              .guesses(KEY_NEEDS_KMS),
          Row.on(DIRECTORY, GENERAL_PURPOSE).context(Context.MALFORMED).guesses(CONTEXT_MALFORMED),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .bucketKey(BucketKey.MALFORMED)
              .guesses(BUCKET_KEY_MALFORMED),
          Row.on(DIRECTORY, GENERAL_PURPOSE)
              .asking(Ask.AES256)
              .context(SOME_CONTEXT)
              .guesses(CONTEXT_NEEDS_KMS),

          // Directory buckets: PutBucketEncryption.
          Row.on(DIRECTORY).of(BUCKET_DEFAULT).asking(Ask.AES256).gives(Use.SSE_S3),
          Row.on(DIRECTORY).of(BUCKET_DEFAULT).bucketKey(BucketKey.FALSE).guesses(BUCKET_KEY_OFF),
          Row.on(DIRECTORY).of(BUCKET_DEFAULT).asking(Ask.KMS_WITHOUT_KEY).guesses(KEY_MISSING),
          Row.on(DIRECTORY).of(BUCKET_DEFAULT).asking(Ask.KMS_ALIAS).guesses(KEY_ALIAS),
          Row.on(DIRECTORY).of(BUCKET_DEFAULT).asking(Ask.KMS_PINNED_KEY).gives(Use.NAMED_KEY),
          Row.on(DIRECTORY)
              .of(BUCKET_DEFAULT)
              .under(SSE_S3)
              .asking(Ask.KMS_OTHER_KEY)
              .gives(Use.NAMED_KEY),
          Row.on(DIRECTORY)
              .of(BUCKET_DEFAULT)
              .under(SSE_S3_PINNED, SSE_KMS)
              .asking(Ask.KMS_OTHER_KEY)
              .guesses(KEY_OTHER),

          // Directory buckets: sessions, writes and copies that ask for no algorithm.
          Row.on(DIRECTORY)
              .under(SSE_S3, SSE_S3_PINNED)
              .asking(Ask.NOTHING)
              .context(SOME_CONTEXT)
              .guesses(CONTEXT_NEEDS_KMS),
          Row.on(DIRECTORY)
              .of(SESSION, COPY)
              .asking(Ask.NOTHING)
              .context(SOME_CONTEXT)
              .guesses(CONTEXT_NEEDS_KMS),
          Row.on(DIRECTORY).context(Context.OTHER).guesses(CONTEXT_OTHER),
          Row.on(DIRECTORY)
              .under(SSE_KMS)
              .asking(Ask.NOTHING)
              .bucketKey(BucketKey.FALSE)
              .guesses(BUCKET_KEY_OFF),
          Row.on(DIRECTORY).asking(Ask.NOTHING).gives(Use.SETTING),

          // Directory buckets: SSE-S3 is always allowed, but may not contradict a session.
          Row.on(DIRECTORY).of(WRITE).under(SSE_KMS).asking(Ask.AES256).guesses(SESSION_MISMATCH),
          Row.on(DIRECTORY).asking(Ask.AES256).gives(Use.SSE_S3),

          // Directory buckets: SSE-KMS, only with the one key, and only once it was the default.
          Row.on(DIRECTORY)
              .asking(Ask.KMS_WITHOUT_KEY, Ask.KMS_PINNED_KEY, Ask.KMS_OTHER_KEY, Ask.KMS_ALIAS)
              .bucketKey(BucketKey.FALSE)
              .guesses(BUCKET_KEY_OFF),
          Row.on(DIRECTORY).asking(Ask.KMS_ALIAS).guesses(KEY_ALIAS),
          Row.on(DIRECTORY)
              .of(WRITE)
              .under(SSE_S3, SSE_S3_PINNED)
              .asking(Ask.KMS_WITHOUT_KEY, Ask.KMS_PINNED_KEY, Ask.KMS_OTHER_KEY)
              .guesses(SESSION_MISMATCH),
          Row.on(DIRECTORY).of(SESSION).asking(Ask.KMS_WITHOUT_KEY).guesses(KEY_MISSING),
          Row.on(DIRECTORY)
              .under(SSE_S3)
              .asking(Ask.KMS_WITHOUT_KEY, Ask.KMS_PINNED_KEY, Ask.KMS_OTHER_KEY)
              .guesses(KMS_NOT_DEFAULT),
          Row.on(DIRECTORY).asking(Ask.KMS_OTHER_KEY).guesses(KEY_OTHER),
          Row.on(DIRECTORY)
              .of(SESSION, WRITE, COPY)
              .asking(Ask.KMS_WITHOUT_KEY, Ask.KMS_PINNED_KEY)
              .gives(Use.PINNED_KEY),

          // General purpose buckets: the request wins over the bucket's default.
          Row.on(GENERAL_PURPOSE)
              .under(SSE_S3)
              .asking(Ask.NOTHING)
              .context(SOME_CONTEXT)
              .guesses(CONTEXT_NEEDS_KMS),
          Row.on(GENERAL_PURPOSE).of(WRITE, COPY).asking(Ask.NOTHING).gives(Use.SETTING),
          Row.on(GENERAL_PURPOSE).asking(Ask.AES256).gives(Use.SSE_S3),
          Row.on(GENERAL_PURPOSE).asking(Ask.KMS_WITHOUT_KEY).gives(Use.MANAGED_KEY),
          Row.on(GENERAL_PURPOSE).asking(Ask.KMS_OTHER_KEY, Ask.KMS_ALIAS).gives(Use.NAMED_KEY));

  /**
   * A cell and what the table says of it.
   *
   * @param guess see {@link EncryptionRules}
   */
  public record Cell(EncryptionCase asked, EncryptionOutcome outcome, boolean guess) {}

  /** The outcome for one case. */
  public static EncryptionOutcome decide(EncryptionCase asked) {
    return row(asked).outcome();
  }

  /** Every case that can occur, with its outcome. */
  public static List<Cell> cells() {
    var cells = new ArrayList<Cell>();
    for (var kind : BucketKind.values()) {
      for (var request : Request.values()) {
        for (var setting : Setting.values()) {
          for (var ask : Ask.values()) {
            for (var context : Context.values()) {
              for (var bucketKey : BucketKey.values()) {
                var asked = new EncryptionCase(kind, request, setting, ask, context, bucketKey);
                if (possible(asked)) {
                  var row = row(asked);
                  cells.add(new Cell(asked, row.outcome(), row.guess()));
                }
              }
            }
          }
        }
      }
    }
    return List.copyOf(cells);
  }

  /** Only directory buckets have sessions and pinned keys; XML always names an algorithm. */
  static boolean possible(EncryptionCase asked) {
    boolean general = asked.kind() == GENERAL_PURPOSE;
    boolean pinned = asked.ask() == Ask.KMS_PINNED_KEY;
    if (general && (asked.request() == SESSION || asked.setting() == SSE_S3_PINNED || pinned)) {
      return false;
    }
    if (pinned && asked.setting() == SSE_S3) {
      return false;
    }
    boolean xml = asked.request() == BUCKET_DEFAULT;
    boolean headersOnly =
        asked.ask() == Ask.NOTHING
            || asked.ask() == Ask.KEY_WITHOUT_ALGORITHM
            || asked.ask() == Ask.CUSTOMER_KEY
            || asked.context() != Context.ABSENT;
    return !(xml && headersOnly);
  }

  private static Row row(EncryptionCase asked) {
    for (var row : ROWS) {
      if (row.matches(asked)) {
        return row;
      }
    }
    throw new IllegalStateException("no rule for " + asked);
  }
}
