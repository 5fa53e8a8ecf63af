package coffer.node.index.database;

import coffer.node.peer.Member;
import coffer.node.peer.PeerException;
import coffer.node.replication.HandOver;
import coffer.node.replication.LogPeer;
import coffer.node.replication.ReplicatedLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one group's rows here: reads their files over and over, and once a checksum is wrong,
 * here or in any read, hands leadership over and replaces all rows by those of another replica. On
 * a thread of its own.
 */
public final class RowCare implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RowCare.class);

  /** After a file was read, so that reading all of them takes no more than this of the disk. */
  private static final long BYTES_PER_SECOND = 8L << 20;

  /** Between attempts, and at least between two replacements. */
  private static final long AGAIN_MS_MIN = 500;

  private static final long AGAIN_MS_MAX = 60_000;

  /** Where other replicas' rows come from. */
  public interface Sources {
    /** Who may have the group's rows, the best first. */
    List<Member> of(Optional<String> leader);

    /** Another replica's rows, as {@link RowSnapshot} writes them; the caller closes it. */
    InputStream open(Member source) throws IOException;
  }

  private final String group;
  private final IndexRows rows;
  private final ReplicatedLog log;
  private final String self;
  private final Sources sources;
  private final Duration scrubPause;
  private final Thread thread;

  /**
   * @param self the id of this node's replicas
   * @param scrubPause between two readings of all files
   */
  public RowCare(
      String group,
      IndexRows rows,
      ReplicatedLog log,
      String self,
      Sources sources,
      Duration scrubPause) {
    this.group = group;
    this.rows = rows;
    this.log = log;
    this.self = self;
    this.sources = sources;
    this.scrubPause = scrubPause;
    thread = Thread.ofPlatform().daemon().name("coffer-index-care-" + group).unstarted(this::run);
  }

  /** Begins to read files and to wait for damage; once. */
  public void start() {
    rows.health().onDamage(this::repairs);
    thread.start();
  }

  private boolean repairs(Throwable damage) {
    boolean others = others().findAny().isPresent();
    LOG.error(
        "the rows of {} here are damaged, and {}: {}",
        group,
        others ? "are replaced by another replica's" : "there is no other replica",
        root(damage));
    return others;
  }

  private Stream<LogPeer> others() {
    var members = log.members();
    return Stream.concat(members.voters().stream(), members.listeners().stream())
        .filter(peer -> !peer.id().equals(self));
  }

  private void run() {
    long again = AGAIN_MS_MIN;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (!rows.health().damaged()) {
          scrub();
          rows.health().awaitDamage(scrubPause.toMillis());
          if (!rows.health().damaged()) {
            again = AGAIN_MS_MIN;
          }
          continue;
        }
        try {
          repair();
        } catch (IOException | RuntimeException failed) {
          LOG.warn("the rows of {} are not replaced yet: {}", group, failed.toString());
        }
        Thread.sleep(again);
        again = Math.min(AGAIN_MS_MAX, 2 * again);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads every file, with all its checksums, past all caches of the database. */
  private void scrub() throws InterruptedException {
    try {
      for (var file : rows.tableFiles()) {
        if (rows.health().damaged()) {
          return;
        }
        verify(file);
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        rows.health().awaitDamage(bytes * 1_000 / BYTES_PER_SECOND);
      }
    } catch (IOException | RuntimeException failed) {
      LOG.warn("the rows of {} could not all be read: {}", group, failed.toString());
    }
  }

  private void verify(Path file) {
    try (var options = new Options();
        var reader = new SstFileReader(options)) {
      reader.open(file.toString());
      reader.verifyChecksum();
    } catch (RocksDBException failed) {
      // A compaction may have dropped it meanwhile.
      if (rows.tableFiles().contains(file)) {
        rows.health().found(failed);
      }
    }
  }

  private void repair() throws IOException, InterruptedException {
    // It does not serve with damaged rows, so others had better lead; it can be repaired anyway.
    HandOver.of(group, log, self);
    var failure = new IOException("no other replica was reached");
    for (var source : sources.of(log.leader())) {
      try (var snapshot = sources.open(source)) {
        var at = rows.replace(snapshot);
        LOG.warn(
            "the rows of {} were damaged and are whole again: those of node {} at entry {}",
            group,
            source.nodeId(),
            at.index());
        return;
      } catch (IOException | PeerException failed) {
        failure.addSuppressed(failed);
        LOG.info("no rows of {} from node {}: {}", group, source.nodeId(), failed.toString());
      }
    }
    throw failure;
  }

  private static String root(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  /** Ends the thread, and lets nobody wait for whole rows any more. Blocks. */
  @Override
  public void close() {
    rows.health().stop();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
