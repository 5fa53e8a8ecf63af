package coffer.rig.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for bytes that may stand in the clear nowhere: in every file below some folders, across the
 * borders of reads. Files that vanish meanwhile are passed over.
 */
public final class CanaryScan {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int OFFENCES_MAX = 20;

  private final byte[] canary;
  private final List<String> offences = new ArrayList<>();
  private long files;
  private long bytes;

  private CanaryScan(byte[] canary) {
    this.canary = canary.clone();
  }

  /** Of all files below {@code folders}. */
  public static Finding scan(List<Path> folders, byte[] canary) {
    var name = "no value stands in the clear on a disk";
    if (folders.isEmpty()) {
      return Finding.notChecked(name, "the folders of the nodes are not known");
    }
    var scan = new CanaryScan(canary);
    try {
      for (var folder : folders) {
        scan.walk(folder);
      }
    } catch (IOException unreadable) {
      return new Finding(
          name, Finding.Status.UNKNOWN, "unreadable", List.of(unreadable.toString()));
    }
    if (scan.files == 0) {
      return new Finding(name, Finding.Status.UNKNOWN, "no files below " + folders, List.of());
    }
    return Finding.of(
        name, "%d files, %d MiB".formatted(scan.files, scan.bytes >> 20), scan.offences);
  }

  private void walk(Path folder) throws IOException {
    List<Path> found;
    try (var walk = Files.walk(folder)) {
      found = walk.filter(Files::isRegularFile).toList();
    } catch (java.io.UncheckedIOException vanished) {
      throw vanished.getCause();
    }
    for (var file : found) {
      try (var in = Files.newInputStream(file)) {
        files++;
        search(file, in);
      } catch (java.nio.file.NoSuchFileException vanished) {
        // Compacted or rotated away since the walk.
      }
    }
  }

  private void search(Path file, InputStream in) throws IOException {
    int overlap = canary.length - 1;
    var block = new byte[BLOCK_BYTES + overlap];
    int kept = 0;
    long position = 0;
    while (true) {
      int read = in.readNBytes(block, kept, BLOCK_BYTES);
      if (read == 0) {
        return;
      }
      int end = kept + read;
      int at = indexOf(block, end);
      if (at >= 0) {
        if (offences.size() < OFFENCES_MAX) {
          offences.add(file + " at " + (position - kept + at));
        }
        return;
      }
      bytes += read;
      position += read;
      int keep = Math.min(overlap, end);
      System.arraycopy(block, end - keep, block, 0, keep);
      kept = keep;
    }
  }

  private int indexOf(byte[] block, int end) {
    byte first = canary[0];
    for (int i = 0; i + canary.length <= end; i++) {
      if (block[i] == first
          && java.util.Arrays.equals(block, i, i + canary.length, canary, 0, canary.length)) {
        return i;
      }
    }
    return -1;
  }
}
