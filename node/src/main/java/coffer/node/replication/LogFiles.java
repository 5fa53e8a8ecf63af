package coffer.node.replication;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at a group's log files before the library opens them. What it would drop without a word,
 * or refuse though nothing is lost, is told apart here by the {@link LogMark}:
 *
 * <ul>
 *   <li>a segment that is damaged at or before an acknowledged entry is refused,
 *   <li>an unfinished entry behind the last acknowledged one, as a power cut leaves it, is cut off.
 * </ul>
 *
 * <p>The folder {@code <group's UUID>/current}: {@code log_<first>-<last>}, {@code
 * log_inprogress_<first>} ({@link LogSegment}), {@code raft-meta} with the term and the vote,
 * {@code raft-meta.conf} with the voters, as an entry in protobuf.
 */
final class LogFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
  private static final Pattern SEGMENT = Pattern.compile("log_(?:(\\d+)-(\\d+)|inprogress_(\\d+))");

  private LogFiles() {}

  private record Segment(Path file, long first, long last) {
    boolean open() {
      return last < 0;
    }
  }

  /**
   * Checks the log, and mends its end.
   *
   * @param group may be absent
   * @param durable what the state holds without the log
   * @param acknowledged must be in the state or in the log
   * @throws DamagedLogException when it is not, or the log begins behind the state
   */
  static void check(Path group, LogPosition durable, LogPosition acknowledged) throws IOException {
    var last = LogPosition.NONE;
    var next = -1L;
    for (var segment : segments(group.resolve("current"))) {
      if (next >= 0 && segment.first != next) {
        throw new DamagedLogException(
            "entries "
                + next
                + " to "
                + (segment.first - 1)
                + " before "
                + segment.file
                + " are missing");
      }
      if (next < 0 && segment.first > durable.index() + 1) {
        throw new DamagedLogException(
            "the log in "
                + group
                + " begins with entry "
                + segment.first
                + ", and the index ends with "
                + durable.index());
      }
      var found = LogSegment.read(segment.file, segment.first);
      if (found.damagedAt() >= 0 || !segment.open()) {
        mend(segment, found, Math.max(acknowledged.index(), durable.index()));
      }
      last = found.entries() == 0 ? last : found.last();
      next = segment.first + found.entries();
    }
    if (Math.max(last.index(), durable.index()) < acknowledged.index()) {
      throw new DamagedLogException(
          "the log in "
              + group
              + " ends with entry "
              + Math.max(last.index(), durable.index())
              + ", and entry "
              + acknowledged.index()
              + " was acknowledged");
    }
    checkTerm(group.resolve("current").resolve("raft-meta"), last);
    checkVoters(group.resolve("current").resolve("raft-meta.conf"));
    if (last.index() < durable.index()) {
      dropOvertaken(group.resolve("current"));
    }
  }

  /**
   * A snapshot was installed, and the process ended before the log went on from there. The library
   * would go on behind the log's last entry, and fail at the gap.
   */
  private static void dropOvertaken(Path folder) throws IOException {
    for (var segment : segments(folder).reversed()) {
      LOG.info("{} ends before what the state holds, and is dropped", segment.file);
      Files.delete(segment.file);
    }
  }

  private static void mend(Segment segment, LogSegment found, long acknowledged)
      throws IOException {
    var lastGood = segment.first + found.entries() - 1;
    if (segment.open() ? lastGood < acknowledged : lastGood != segment.last) {
      throw new DamagedLogException(
          segment.file
              + " is damaged at byte "
              + Math.max(0, found.damagedAt())
              + ", behind entry "
              + lastGood);
    }
    if (segment.open()) {
      LOG.warn("{}: an unfinished entry behind entry {} is cut off", segment.file, lastGood);
      if (found.entries() == 0) {
        Files.delete(segment.file);
        return;
      }
      try (var file = FileChannel.open(segment.file, StandardOpenOption.WRITE)) {
        file.truncate(found.damagedAt());
        file.force(true);
      }
    }
  }

  private static List<Segment> segments(Path folder) throws IOException {
    var found = new ArrayList<Segment>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "log_*")) {
        for (var file : files) {
          var name = SEGMENT.matcher(file.getFileName().toString());
          if (name.matches() && Files.size(file) > 0) {
            found.add(
                name.group(3) == null
                    ? new Segment(
                        file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))
                    : new Segment(file, Long.parseLong(name.group(3)), -1));
          }
        }
      }
    }
    found.sort(Comparator.comparingLong(Segment::first));
    return found;
  }

  /** A vote in a term that has passed could elect two leaders. */
  private static void checkTerm(Path file, LogPosition last) throws IOException {
    if (Files.notExists(file)) {
      if (last.index() > 0) {
        throw new DamagedLogException(file + " is missing");
      }
      return;
    }
    var properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
      if (Long.parseLong(properties.getProperty("term", "")) >= last.term()) {
        return;
      }
    } catch (IllegalArgumentException | CharacterCodingException unreadable) {
      // Told below.
    }
    throw new DamagedLogException(file + " is damaged: it has no term, or one that has passed");
  }

  /** The library would go on without any, and wait for a leader. */
  private static void checkVoters(Path file) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    try {
      if (LogEntryProto.parseFrom(Files.readAllBytes(file)).hasConfigurationEntry()) {
        return;
      }
    } catch (InvalidProtocolBufferException unreadable) {
      // Told below.
    }
    throw new DamagedLogException(file + " is damaged: it does not name the voters");
  }
}
