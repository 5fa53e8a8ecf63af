package coffer.rig.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Flips bits in files of a data folder, as a disk does that lies. */
final class StoredBits {
  private static final Pattern SST = Pattern.compile(".*\\.sst");
  private static final Pattern JOURNAL = Pattern.compile(".*\\.journal");
  private static final Pattern WAL = Pattern.compile("[0-9]+\\.log");
  private static final Pattern RAFT = Pattern.compile("log_(inprogress_)?[0-9]+(-[0-9]+)?");

  private StoredBits() {}

  /**
   * @param kind sst, journal, wal or raft
   * @return what was done; empty when there is no such file with anything in it
   */
  static Optional<String> flip(Path data, String kind, int flips, long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var files = files(data, pattern(kind));
    if (files.isEmpty()) {
      return Optional.empty();
    }
    var file = files.get(random.nextInt(files.size()));
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var length = written(channel);
      if (length == 0) {
        return Optional.empty();
      }
      var places = new ArrayList<String>();
      for (int flip = 0; flip < flips; flip++) {
        var at = random.nextLong(length);
        var bit = random.nextInt(Byte.SIZE);
        var one = ByteBuffer.allocate(1);
        if (channel.read(one, at) == 1) {
          channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1 << bit)}), at);
          places.add(Long.toString(at));
        }
      }
      channel.force(false);
      return Optional.of(
          "flipped bits of bytes "
              + String.join(", ", places)
              + " of "
              + data.relativize(file)
              + ", "
              + length
              + " bytes");
    }
  }

  private static Pattern pattern(String kind) {
    return switch (kind) {
      case "sst" -> SST;
      case "journal" -> JOURNAL;
      case "wal" -> WAL;
      case "raft" -> RAFT;
      default -> throw new IllegalArgumentException("no kind of file: " + kind);
    };
  }

  private static List<Path> files(Path data, Pattern name) throws IOException {
    try (var all = Files.walk(data)) {
      return all.filter(file -> name.matcher(file.getFileName().toString()).matches())
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
    } catch (java.io.UncheckedIOException moving) {
      // A running node deletes files while they are listed.
      throw moving.getCause();
    }
  }

  /** Up to the last byte that is not zero: files are made longer than what is in them. */
  private static long written(FileChannel channel) throws IOException {
    var block = ByteBuffer.allocate(64 << 10);
    var end = channel.size();
    while (end > 0) {
      var start = Math.max(0, end - block.capacity());
      block.clear().limit((int) (end - start));
      channel.read(block, start);
      for (int at = block.position() - 1; at >= 0; at--) {
        if (block.get(at) != 0) {
          return start + at + 1;
        }
      }
      end = start;
    }
    return 0;
  }
}
