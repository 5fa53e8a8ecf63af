package coffer.rig.check;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether two segments of an object were encrypted with one nonce. Each KiB of a value begins
 * with the same 24 bytes, so that such segments have the same ciphertext there: at the distance of
 * a segment and its tag, and again one, two and three KiB later.
 *
 * <p>Knows of the store that segments have 64 KiB and tags 16 bytes, and of RocksDB's log that it
 * puts 7 or 11 bytes before each piece of up to 32 KiB.
 */
public final class RepeatedCiphertext {
  private static final int SEGMENT = (64 << 10) + 16;
  private static final int[] DISTANCES = {SEGMENT, SEGMENT + 22, SEGMENT + 14};
  private static final int BLOCK_BYTES = 1024;
  private static final int BLOCKS = 3;
  private static final int OFFENCES_MAX = 20;

  private RepeatedCiphertext() {}

  /** In the files below {@code folders}. */
  public static Finding scan(List<Path> folders) {
    var name = "no two segments of a value share a nonce";
    if (folders.isEmpty()) {
      return Finding.notChecked(name, "the folders of the nodes are not known");
    }
    var offences = new ArrayList<String>();
    long bytes = 0;
    try {
      for (var folder : folders) {
        for (var file : files(folder)) {
          bytes += search(file, offences);
        }
      }
    } catch (IOException unreadable) {
      return new Finding(
          name, Finding.Status.UNKNOWN, "unreadable", List.of(unreadable.toString()));
    }
    return Finding.of(name, (bytes >> 20) + " MiB", offences);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).toList();
    } catch (java.io.UncheckedIOException vanished) {
      throw vanished.getCause();
    }
  }

  private static long search(Path file, List<String> offences) throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      var length = Math.min(open.length(), Integer.MAX_VALUE);
      var end = (int) length - SEGMENT - 22 - BLOCKS * BLOCK_BYTES - Long.BYTES;
      if (end <= 0 || offences.size() >= OFFENCES_MAX) {
        return length;
      }
      var bytes =
          open.getChannel().map(MapMode.READ_ONLY, 0, length).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < end; at++) {
        long here = bytes.getLong(at);
        for (var distance : DISTANCES) {
          if (here == bytes.getLong(at + distance) && here != 0 && repeats(bytes, at, distance)) {
            offences.add(file + " at " + at + " and " + (at + distance));
            return length;
          }
        }
      }
      return length;
    } catch (java.io.FileNotFoundException vanished) {
      return 0;
    }
  }

  /** Bytes that repeat among themselves, as those of empty space do, are no ciphertext. */
  private static boolean repeats(java.nio.ByteBuffer bytes, int at, int distance) {
    for (int block = 0; block <= BLOCKS; block++) {
      int mark = at + block * BLOCK_BYTES;
      if (bytes.getLong(mark) != bytes.getLong(mark + distance)
          || bytes.getLong(mark + Long.BYTES) != bytes.getLong(mark + distance + Long.BYTES)
          || (block > 0 && bytes.getLong(mark) == bytes.getLong(mark - BLOCK_BYTES))
          || bytes.getLong(mark) == bytes.getLong(mark + Long.BYTES)) {
        return false;
      }
    }
    return true;
  }
}
