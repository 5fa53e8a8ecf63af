package coffer.node.join;

import coffer.http.identity.ConfiguredIdentities.Credentials;
import coffer.node.peer.Member;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a node is given that joins. Holds secrets: {@link #clear} it as soon as they are kept.
 *
 * @param authority the cluster's
 * @param authorityKey its private key in PKCS#8
 * @param rootCredentials when Coffer made them
 * @param members who is in the cluster so far
 */
public record JoinReply(
    X509Certificate authority,
    byte[] authorityKey,
    RootKeyShare rootKey,
    Optional<Credentials> rootCredentials,
    List<Member> members) {
  public JoinReply {
    members = List.copyOf(members);
  }

  public void clear() {
    Arrays.fill(authorityKey, (byte) 0);
    rootKey.clear();
  }

  @Override
  public String toString() {
    return "JoinReply[" + members.size() + " members]";
  }
}
