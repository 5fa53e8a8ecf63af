package coffer.node.chunk;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A copy of a run on a stopped node, to be compared with the others.
 *
 * @param chunks 0 for one that is not whole, or not to be read
 * @param digest SHA-256 of all chunks, in hex
 */
public record RunContents(int chunks, String digest) {

  /**
   * Reads everything in a store that no process has open; by run id.
   *
   * @throws ChunkStoreException when it cannot be opened
   */
  public static SortedMap<String, RunContents> of(Path folder) {
    var found = new TreeMap<String, RunContents>();
    try (var store = ChunkStore.open(folder, Clock.systemUTC())) {
      store.runs().forEach((run, chunks) -> found.put(run.hex(), of(store, run, chunks)));
    }
    return found;
  }

  private static RunContents of(ChunkStore store, RunId run, int chunks) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      for (int chunk = 0; chunk < chunks; chunk++) {
        sha256.update(store.readVerified(run, chunk));
      }
      return new RunContents(chunks, HexFormat.of().formatHex(sha256.digest()));
    } catch (ChunkStoreException unread) {
      return new RunContents(0, unread.kind().name());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
