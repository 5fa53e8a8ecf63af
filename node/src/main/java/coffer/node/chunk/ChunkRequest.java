package coffer.node.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** A call about chunks, as docs/FORMATS.md gives its path and body. */
sealed interface ChunkRequest {
  /** The most chunks a run can have: its length fits 48 bits, and more than any disk's. */
  int CHUNKS_MAX = 1 << 28;

  record Write(String runId, int chunk, byte[] bytes, OptionalLong storedBytes, boolean last)
      implements ChunkRequest {}

  record Finish(String runId, int chunks) implements ChunkRequest {}

  record Abandon(String runId) implements ChunkRequest {}

  record Read(String runId, int chunk, boolean checked) implements ChunkRequest {}

  record Delete(List<String> runIds) implements ChunkRequest {}

  record Held(List<String> runIds) implements ChunkRequest {}

  record Verify(String runId, String goodNodeId) implements ChunkRequest {}

  /**
   * Throws IllegalArgumentException for what is not exactly such a call.
   *
   * @param path behind {@link ChunkPaths#PREFIX}
   */
  static ChunkRequest parse(String path, byte[] body) {
    int mark = path.indexOf('?');
    var parts = (mark < 0 ? path : path.substring(0, mark)).split("/", -1);
    var query = mark < 0 ? "" : path.substring(mark + 1);
    var request = parse(parts, query, body);
    if (request instanceof Write || request instanceof Delete || request instanceof Held) {
      return request;
    }
    require(body.length == 0);
    return request;
  }

  private static ChunkRequest parse(String[] parts, String query, byte[] body) {
    return switch (parts[0]) {
      case ChunkPaths.WRITE -> {
        require(parts.length == 3);
        yield write(run(parts[1]), number(parts[2], CHUNKS_MAX), query, body);
      }
      case ChunkPaths.FINISH -> {
        require(parts.length == 3 && query.isEmpty());
        yield new Finish(run(parts[1]), number(parts[2], CHUNKS_MAX));
      }
      case ChunkPaths.ABANDON -> {
        require(parts.length == 2 && query.isEmpty());
        yield new Abandon(run(parts[1]));
      }
      case ChunkPaths.READ -> {
        require(parts.length == 3 && (query.isEmpty() || query.equals(ChunkPaths.CHECKED)));
        yield new Read(run(parts[1]), number(parts[2], CHUNKS_MAX), !query.isEmpty());
      }
      case ChunkPaths.DELETE -> {
        require(parts.length == 1 && query.isEmpty());
        yield new Delete(runs(body));
      }
      case ChunkPaths.HELD -> {
        require(parts.length == 1 && query.isEmpty());
        yield new Held(runs(body));
      }
      case ChunkPaths.VERIFY -> {
        require(parts.length == 2 && query.startsWith(ChunkPaths.FROM));
        var node = query.substring(ChunkPaths.FROM.length());
        require(node.matches("[A-Za-z0-9_-]{1,63}"));
        yield new Verify(run(parts[1]), node);
      }
      default -> throw malformed();
    };
  }

  private static Write write(String runId, int chunk, String query, byte[] body) {
    require(body.length > 0 && body.length <= ChunkLayout.CHUNK_BYTES);
    var storedBytes = OptionalLong.empty();
    boolean last = false;
    for (var option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      if (option.equals(ChunkPaths.LAST) && !last) {
        last = true;
      } else {
        require(option.startsWith(ChunkPaths.BYTES) && chunk == 0 && storedBytes.isEmpty());
        var digits = option.substring(ChunkPaths.BYTES.length());
        long max = (long) CHUNKS_MAX * ChunkLayout.CHUNK_BYTES;
        storedBytes = OptionalLong.of(digits(digits, max));
      }
    }
    boolean known = storedBytes.isPresent() || chunk > 0;
    require(known || RunId.parse(runId).lane() == RunId.Lane.TABLE);
    require(storedBytes.isEmpty() || storedBytes.getAsLong() > 0);
    return new Write(runId, chunk, body, storedBytes, last);
  }

  private static String run(String id) {
    return RunId.parse(id).hex();
  }

  private static List<String> runs(byte[] body) {
    require(
        body.length > 0
            && body.length % RunId.BYTES == 0
            && body.length / RunId.BYTES <= ChunkPaths.RUNS_MAX);
    var runs = new ArrayList<String>(body.length / RunId.BYTES);
    for (int from = 0; from < body.length; from += RunId.BYTES) {
      runs.add(RunId.of(Arrays.copyOfRange(body, from, from + RunId.BYTES)).hex());
    }
    return runs;
  }

  private static int number(String digits, int max) {
    return (int) digits(digits, max);
  }

  private static long digits(String digits, long max) {
    require(!digits.isEmpty() && digits.length() <= 18);
    require(digits.chars().allMatch(digit -> digit >= '0' && digit <= '9'));
    long number = Long.parseLong(digits);
    require(number <= max);
    return number;
  }

  private static void require(boolean wellFormed) {
    if (!wellFormed) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a call about chunks");
  }
}
