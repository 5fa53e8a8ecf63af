package coffer.http.identity;

import coffer.kms.policy.Principal;
import java.util.Optional;

/**
 * Who exists: the root account and the users of the configuration file. Looked up on every request,
 * in memory.
 */
public interface Identities {

  /**
   * @param secret the secret access key; compared and derived from, never shown
   */
  record AccessKey(String accessKeyId, String secret, Principal principal) {
    @Override
    public String toString() {
      return "AccessKey[" + accessKeyId + "]";
    }
  }

  Optional<AccessKey> accessKey(String accessKeyId);

  /**
   * The identity with its present policies, for a session that was made earlier; empty once it is
   * gone.
   */
  Optional<Principal> principal(String arn);
}
