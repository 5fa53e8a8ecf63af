package coffer.node.index;

import coffer.node.index.database.IndexRows;
import coffer.node.index.database.RowSnapshot;
import coffer.node.index.decision.GarbageDecisions;
import coffer.node.index.row.IndexView;
import coffer.node.index.row.PositionCodec;
import coffer.node.replication.LogPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a stopped node keeps of a group, to be compared with its other replicas.
 *
 * @param applied the index of the last entry that changed a row
 * @param digest SHA-256 of all keys and values, in hex
 * @param runs that rows refer to
 */
public record RowContents(long applied, String digest, SortedSet<String> runs) {

  /**
   * Reads all rows of a database that no process has open.
   *
   * @throws UncheckedIOException when it cannot be opened or read
   */
  public static RowContents of(Path directory) {
    try (var rows = new IndexRows(directory)) {
      return rows.read(RowContents::of);
    }
  }

  private static RowContents of(IndexView view) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      // The position differs where entries changed nothing.
      RowSnapshot.write(
          view, LogPosition.NONE, new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
      var runs = new TreeSet<String>();
      GarbageDecisions.forEachRun(view, runs::add);
      return new RowContents(
          PositionCodec.of(view).index(), HexFormat.of().formatHex(sha256.digest()), runs);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
