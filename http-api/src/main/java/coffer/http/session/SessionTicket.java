package coffer.http.session;

import java.time.Instant;
import java.util.Optional;

/**
 * What a session token holds, sealed: everything a node needs to honour it without a look-up, and
 * nothing that a client could read or change.
 *
 * @param accessKeyId the session's own access key id; the token is good with no other
 * @param bucket the bucket's name; the session is good for no other
 * @param principalArn who made the session
 * @param encryption the encryption that CreateSession's headers set; empty: the bucket's default at
 *     each request
 */
public record SessionTicket(
    String accessKeyId,
    String bucket,
    Mode mode,
    String principalArn,
    Optional<coffer.http.encryption.ObjectEncryption> encryption,
    Instant expires) {

  /** What a session may do. */
  public enum Mode {
    READ_ONLY,
    READ_WRITE,
    /**
     * Made before its bucket was, or for who may only configure it: good for CreateBucket and the
     * bucket's configuration. Each request is checked against the policies of who made it, as if it
     * had been signed with long-term credentials.
     */
    DECIDED_AT_USE
  }
}
