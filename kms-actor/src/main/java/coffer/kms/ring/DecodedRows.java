package coffer.kms.ring;

import coffer.kms.ring.KeyRing.Row;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records already decoded, by row and version, so that a busy key is not parsed for every request.
 * Bounded: emptied when full.
 */
final class DecodedRows<T> {
  private static final int ROWS_MAX = 10_000;

  private final RowCodec<T> codec;
  private final ConcurrentHashMap<String, Stored<T>> decoded = new ConcurrentHashMap<>();

  DecodedRows(RowCodec<T> codec) {
    this.codec = codec;
  }

  Stored<T> of(Row row) {
    var known = decoded.get(row.id());
    if (known != null && known.version() == row.version()) {
      return known;
    }
    var fresh = new Stored<>(row.id(), row.version(), codec.decode(row.value()));
    if (decoded.size() >= ROWS_MAX) {
      decoded.clear();
    }
    decoded.put(row.id(), fresh);
    return fresh;
  }
}
