package coffer.node.digest;

import coffer.node.chunk.RunContents;
import coffer.node.index.RowContents;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints what a stopped node's data folder holds, for a comparison with other nodes:
 *
 * <pre>
 * rows GROUP APPLIED SHA256    all rows of an index group, region or zone
 * refers GROUP RUN             a run that one of its rows refers to
 * run RUN CHUNKS SHA256        a copy here; 0 chunks for one that is not whole
 * </pre>
 */
public final class Digests {
  private Digests() {}

  /** The only argument is the data folder. */
  public static void main(String[] arguments) {
    print(Path.of(arguments[0]), System.out);
  }

  static void print(Path data, PrintStream out) {
    for (var group : new String[] {"region", "zone"}) {
      var folder = data.resolve("index").resolve(group);
      if (Files.isDirectory(folder)) {
        var rows = RowContents.of(folder);
        out.println("rows " + group + " " + rows.applied() + " " + rows.digest());
        rows.runs().forEach(run -> out.println("refers " + group + " " + run));
      }
    }
    RunContents.of(data.resolve("chunks"))
        .forEach((id, run) -> out.println("run " + id + " " + run.chunks() + " " + run.digest()));
    out.flush();
  }
}
