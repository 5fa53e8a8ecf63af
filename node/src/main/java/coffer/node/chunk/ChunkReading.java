package coffer.node.chunk;

import coffer.node.journal.Journal;
import coffer.node.journal.Place;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * How a chunk is read. What is read is null where there is none, else exactly the chunk.
 *
 * @param verified whether the checksum of a record of the journal is looked at, as that of a table
 *     always is: for whoever has no key, so that no cipher's tag proves the bytes
 * @param into gives an array as long as the chunk should be, which is taken if it is; without it, a
 *     new one is made
 */
record ChunkReading(boolean verified, Optional<Supplier<byte[]>> into) {
  static final ChunkReading UNVERIFIED = new ChunkReading(false, Optional.empty());
  static final ChunkReading VERIFIED = new ChunkReading(true, Optional.empty());

  static ChunkReading into(Supplier<byte[]> array) {
    return new ChunkReading(false, Optional.of(array));
  }

  byte @Nullable [] of(ChunkDatabase db, ColumnFamilyHandle family, byte[] key)
      throws RocksDBException {
    if (into.isPresent()) {
      var array = into.get().get();
      int length = db.rocks.get(family, db.verified, key, array);
      if (length == RocksDB.NOT_FOUND) {
        return null;
      }
      if (length == array.length) {
        return array;
      }
    }
    return db.rocks.get(family, db.verified, key);
  }

  /** Null also when its file was removed. */
  byte @Nullable [] of(Journal journal, Place place) throws IOException {
    if (verified) {
      return journal.readChecked(place);
    }
    var array = into.map(Supplier::get).filter(given -> given.length == place.bodyBytes());
    return journal.read(place, array.orElseGet(() -> new byte[place.bodyBytes()]));
  }
}
