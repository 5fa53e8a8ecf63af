package coffer.http.session;

import coffer.kms.policy.Principal;

/** Who makes a request, and in which of the three ways it was signed. */
public sealed interface Caller {

  /** The identity that permissions and KMS calls are checked against. */
  Principal principal();

  /** The access key id that signed; for audit. */
  String accessKeyId();

  /**
   * Signed with long-term credentials.
   *
   * @param service the service of the credential scope: {@code s3}, {@code s3express} or {@code
   *     kms}
   */
  record Iam(Principal principal, String accessKeyId, String service) implements Caller {}

  /**
   * Signed with the credentials of a session; the ticket was opened and has not expired.
   *
   * @param principal who made the session, with present policies
   */
  record Session(Principal principal, String accessKeyId, SessionTicket ticket) implements Caller {}
}
