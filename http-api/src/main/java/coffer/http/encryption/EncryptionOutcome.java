package coffer.http.encryption;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import java.util.Map;

/** What a row of {@link EncryptionRules} says. */
public sealed interface EncryptionOutcome {

  /** How it is to be encrypted. */
  enum Use implements EncryptionOutcome {
    /** As the setting says that applies to requests which ask for nothing. */
    SETTING,
    SSE_S3,
    /** SSE-KMS with the directory bucket's one key. */
    PINNED_KEY,
    /** SSE-KMS with the key that the request names. */
    NAMED_KEY,
    /** SSE-KMS with the account's {@code aws/s3}. */
    MANAGED_KEY,
    /** There is nothing to decide: the request does not encrypt anew. */
    NOTHING
  }

  /** The request is refused with this error. */
  record Refuse(S3Error error, String message, Map<String, String> details)
      implements EncryptionOutcome {
    Refuse(S3Error error, String message) {
      this(error, message, Map.of());
    }

    /** Refuses an argument, naming it as S3 does. */
    static Refuse argument(String message, String name) {
      return new Refuse(S3Error.InvalidArgument, message, Map.of("ArgumentName", name));
    }

    S3Exception exception() {
      return new S3Exception(error, message, details);
    }
  }
}
