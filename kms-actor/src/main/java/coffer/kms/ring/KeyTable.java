package coffer.kms.ring;

import coffer.kms.ring.KeyRing.Write;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The key ring read and written as keys and aliases. Rows: {@code key/<account>/<key id>}, {@code
 * alias/<account>/<name after alias/>}, and {@code store-key} for the one key that Coffer owns.
 */
public final class KeyTable {
  private static final String STORE_KEY = "store-key";

  private final KeyRing ring;
  private final RowCodec<KeyRecord> keyCodec = new RowCodec<>(KeyRecord.class);
  private final RowCodec<AliasRecord> aliasCodec = new RowCodec<>(AliasRecord.class);
  private final DecodedRows<KeyRecord> keys = new DecodedRows<>(keyCodec);
  private final DecodedRows<AliasRecord> aliases = new DecodedRows<>(aliasCodec);

  public KeyTable(KeyRing ring) {
    this.ring = ring;
  }

  public Optional<Stored<KeyRecord>> key(String account, String keyId) {
    return ring.read(keyRow(account, keyId)).map(keys::of);
  }

  /** All keys of the account in the order of their ids. */
  public List<Stored<KeyRecord>> keys(String account) {
    return ring.scan("key/" + account + "/").stream().map(keys::of).toList();
  }

  /** All keys of all accounts. */
  public List<Stored<KeyRecord>> allKeys() {
    return ring.scan("key/").stream().map(keys::of).toList();
  }

  /** The key that seals what SSE-S3 needs; it belongs to no account and is in no list. */
  public Optional<Stored<KeyRecord>> storeKey() {
    return ring.read(STORE_KEY).map(keys::of);
  }

  /**
   * @param name with its prefix, {@code alias/...}
   */
  public Optional<Stored<AliasRecord>> alias(String account, String name) {
    return ring.read(aliasRow(account, name)).map(aliases::of);
  }

  /** All aliases of the account in the order of their names. */
  public List<Stored<AliasRecord>> aliases(String account) {
    return ring.scan("alias/" + account + "/").stream().map(aliases::of).toList();
  }

  /** The write of a key that must not exist yet. */
  public Write creation(KeyRecord key) {
    return new Write(keyRow(key.account(), key.keyId()), 0, keyCodec.encode(key));
  }

  public Write storeKeyCreation(KeyRecord key) {
    return new Write(STORE_KEY, 0, keyCodec.encode(key));
  }

  public Write change(Stored<KeyRecord> was, KeyRecord now) {
    return new Write(was.rowId(), was.version(), keyCodec.encode(now));
  }

  public Write aliasCreation(AliasRecord alias) {
    return new Write(aliasRow(alias.account(), alias.name()), 0, aliasCodec.encode(alias));
  }

  public Write aliasChange(Stored<AliasRecord> was, AliasRecord now) {
    return new Write(was.rowId(), was.version(), aliasCodec.encode(now));
  }

  public Write removal(Stored<?> row) {
    return new Write(row.rowId(), row.version(), null);
  }

  /** All or none; false when some row was not as expected. */
  public CompletionStage<Boolean> write(List<Write> writes) {
    return ring.write(writes);
  }

  private static String keyRow(String account, String keyId) {
    return "key/" + account + "/" + keyId.toLowerCase(Locale.ROOT);
  }

  private static String aliasRow(String account, String name) {
    return "alias/" + account + "/" + name.substring("alias/".length());
  }

  /** As {@link KeyRing#complete}. */
  public boolean complete() {
    return ring.complete();
  }
}
