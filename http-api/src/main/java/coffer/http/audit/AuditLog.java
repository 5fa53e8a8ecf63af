package coffer.http.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of audit records, one JSON object a line. A thread of its own writes what a
 * bounded queue has gathered within {@value #GATHERING_MS} ms; a full queue makes callers wait, so
 * that records are never dropped while the disk keeps up at all. A record that cannot be written is
 * reported to the server's log. {@link #close} writes what is queued and forces it to the disk.
 */
public final class AuditLog implements Audit, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int QUEUE_RECORDS_MAX = 8192;

  /** Waking the writer for each record costs a small PUT more than the record. */
  private static final int GATHERING_MS = 10;

  private static final byte[] END = new byte[0];

  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE_RECORDS_MAX);
  private final FileChannel file;
  private final Thread writer;
  private volatile boolean closed;

  /** Opens the file for appending, and makes it, readable by its owner only, if there is none. */
  public AuditLog(Path path) throws IOException {
    this.file = open(path);
    this.writer = Thread.ofPlatform().daemon().name("audit-log").start(this::write);
  }

  private static FileChannel open(Path path) throws IOException {
    var options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    boolean posix =
        Files.getFileStore(path.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
    return posix
        ? FileChannel.open(
            path,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : FileChannel.open(path, options);
  }

  @Override
  public void record(Map<String, Object> record) {
    if (closed) {
      throw new IllegalStateException("the audit log is closed");
    }
    try {
      queue.put((json.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("an audit record holds JSON values only", notJson);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before an audit record was kept", interrupted);
    }
  }

  private void write() {
    var batch = new ArrayList<byte[]>();
    boolean more = true;
    while (more) {
      try {
        batch.add(queue.take());
        Thread.sleep(GATHERING_MS);
        queue.drainTo(batch);
      } catch (InterruptedException interrupted) {
        return;
      }
      var bytes = new ByteArrayOutputStream();
      for (var line : batch) {
        more &= line != END;
        bytes.writeBytes(line);
      }
      batch.clear();
      append(bytes.toByteArray());
    }
  }

  private void append(byte[] bytes) {
    try {
      var left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.write(left);
      }
    } catch (IOException failed) {
      LOG.error("audit records could not be written", failed);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      queue.put(END);
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    file.force(true);
    file.close();
  }
}
