package coffer.node.join;

import coffer.kms.mac.HmacSha256;
import coffer.kms.rootkey.RootKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/**
 * Makes and checks tokens. Whoever has the root key can, so no node keeps a list: the proof is
 * HMAC-SHA256, under a key derived from the root key, over {@code u16 length, cluster id, u64
 * expiry}.
 */
public final class JoinTokens {
  private static final String PURPOSE = "coffer/join-token/v1";

  private JoinTokens() {}

  /** What a proof is worth. */
  enum Verdict {
    GOOD,
    WRONG,
    EXPIRED
  }

  /**
   * A token's text.
   *
   * @param authority the cluster's, which the node that joins will insist on
   */
  public static String make(
      RootKey rootKey,
      String clusterId,
      X509Certificate authority,
      Duration validity,
      Clock clock) {
    long expiry = clock.instant().plus(validity).getEpochSecond();
    var proof =
        ByteBuffer.allocate(JoinToken.PROOF_BYTES)
            .putLong(expiry)
            .put(mac(rootKey, clusterId, expiry))
            .array();
    return new JoinToken(proof, JoinToken.hash(authority)).text();
  }

  static Verdict check(RootKey rootKey, String clusterId, byte[] proof, Clock clock) {
    long expiry = JoinToken.expirySeconds(proof);
    if (!MessageDigest.isEqual(mac(rootKey, clusterId, expiry), JoinToken.mac(proof))) {
      return Verdict.WRONG;
    }
    return clock.instant().getEpochSecond() < expiry ? Verdict.GOOD : Verdict.EXPIRED;
  }

  private static byte[] mac(RootKey rootKey, String clusterId, long expiry) {
    var key = rootKey.derive(PURPOSE, JoinToken.MAC_BYTES);
    try {
      var id = clusterId.getBytes(StandardCharsets.UTF_8);
      return HmacSha256.of(
          key,
          ByteBuffer.allocate(2 + id.length).putShort((short) id.length).put(id).array(),
          ByteBuffer.allocate(8).putLong(expiry).array());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
