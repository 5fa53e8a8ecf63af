package coffer.kms.service;

import coffer.kms.policy.Principal;
import java.util.Map;
import java.util.Optional;

/**
 * Hears of every call that the key service answered, from the API or from S3; for the audit log and
 * the counters.
 */
public interface KmsCalls {

  /**
   * @param operation for example {@code GenerateDataKey}
   * @param keyArn the key it was about, where it was resolved
   * @param byS3 whether S3 made the call on the principal's behalf
   * @param error the error code when it was refused
   * @param parameters what an audit record shows; never plaintext, ciphertext or key material
   */
  record Call(
      String operation,
      Principal principal,
      Optional<String> keyArn,
      boolean byS3,
      Optional<String> error,
      Map<String, Object> parameters,
      Origin origin) {}

  /** Where the request came from; {@code AWS Internal} for calls by S3. */
  record Origin(String sourceAddress, String userAgent, String requestId, String accessKeyId) {
    public static final Origin S3 = new Origin("AWS Internal", "AWS Internal", "", "");
  }

  void happened(Call call);
}
