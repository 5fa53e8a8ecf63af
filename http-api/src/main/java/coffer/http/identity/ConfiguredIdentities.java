package coffer.http.identity;

import coffer.kms.policy.PolicyDocument;
import coffer.kms.policy.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The identities that the configuration names: fixed when the node starts, and in memory. */
public final class ConfiguredIdentities implements Identities {
  private final Map<String, AccessKey> byAccessKeyId;
  private final Map<String, Principal> byArn;

  /**
   * A pair of long-term credentials.
   *
   * @param secret the secret access key; never shown
   */
  public record Credentials(String accessKeyId, String secret) {
    @Override
    public String toString() {
      return "Credentials[" + accessKeyId + "]";
    }
  }

  /**
   * A user of the account.
   *
   * @param name unique in the account
   * @param keys the access keys, none to deny access
   * @param policies identity policies, parsed
   */
  public record User(String name, List<Credentials> keys, List<PolicyDocument> policies) {
    public User {
      keys = List.copyOf(keys);
      policies = List.copyOf(policies);
    }
  }

  /**
   * An account: its root user, and users with policies.
   *
   * @param id twelve digits
   */
  public record Account(String id, List<Credentials> rootKeys, List<User> users) {
    public Account {
      rootKeys = List.copyOf(rootKeys);
      users = List.copyOf(users);
    }
  }

  /**
   * @throws IllegalArgumentException when two identities have the same ARN or access key id, or an
   *     account id is not twelve digits
   */
  public ConfiguredIdentities(List<Account> accounts) {
    var keys = new HashMap<String, AccessKey>();
    var principals = new HashMap<String, Principal>();
    for (var account : accounts) {
      if (!account.id().matches("[0-9]{12}")) {
        throw new IllegalArgumentException("an account id has twelve digits: " + account.id());
      }
      add(Principal.root(account.id()), account.rootKeys(), keys, principals);
      for (var user : account.users()) {
        add(principal(account.id(), user), user.keys(), keys, principals);
      }
    }
    this.byAccessKeyId = Map.copyOf(keys);
    this.byArn = Map.copyOf(principals);
  }

  private static Principal principal(String account, User user) {
    var arn = "arn:aws:iam::" + account + ":user/" + user.name();
    return new Principal(
        Principal.Type.USER, account, arn, "AIDA" + user.name(), user.name(), user.policies());
  }

  private static void add(
      Principal principal,
      List<Credentials> credentials,
      Map<String, AccessKey> keys,
      Map<String, Principal> principals) {
    if (principals.put(principal.arn(), principal) != null) {
      throw new IllegalArgumentException("two identities are called " + principal.arn());
    }
    for (var one : credentials) {
      var key = new AccessKey(one.accessKeyId(), one.secret(), principal);
      if (keys.put(one.accessKeyId(), key) != null) {
        throw new IllegalArgumentException("two access keys are called " + one.accessKeyId());
      }
    }
  }

  @Override
  public Optional<AccessKey> accessKey(String accessKeyId) {
    return Optional.ofNullable(byAccessKeyId.get(accessKeyId));
  }

  @Override
  public Optional<Principal> principal(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }
}
