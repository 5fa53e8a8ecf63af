package coffer.node.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest identity in each new handshake. The one before it is kept for handshakes that
 * began with it: an alias stands for one identity, whatever is exchanged meanwhile.
 */
final class NewestKey extends X509ExtendedKeyManager {
  private static final String KEY_TYPE = "EC";

  private record Aliased(String alias, TlsIdentity identity) {}

  private record Held(Aliased newest, @Nullable Aliased before, int count) {}

  private volatile Held held;

  NewestKey(TlsIdentity identity) {
    this.held = new Held(new Aliased("node-0", identity), null, 1);
  }

  TlsIdentity newest() {
    return held.newest.identity;
  }

  synchronized void exchange(TlsIdentity identity) {
    var was = held;
    held = new Held(new Aliased("node-" + was.count, identity), was.newest, was.count + 1);
  }

  private @Nullable TlsIdentity of(@Nullable String alias) {
    var now = held;
    if (now.newest.alias.equals(alias)) {
      return now.newest.identity;
    }
    return now.before != null && now.before.alias.equals(alias) ? now.before.identity : null;
  }

  /** OpenSSL's way into Java names pairs of types, like EC_EC. */
  private @Nullable String aliasFor(String... keyTypes) {
    for (var type : keyTypes) {
      if (type.startsWith(KEY_TYPE)) {
        return held.newest.alias;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    var alias = aliasFor(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    var identity = of(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    var identity = of(alias);
    return identity == null ? null : identity.key();
  }
}
