package coffer.node.replication;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A state that remembers the texts of its entries in order: the first 20 characters of each. Its
 * memory is its disk, so that it outlives its server.
 */
final class Notebook implements LogApplier {
  private static final int KEPT = 20;

  private final List<String> texts = new ArrayList<>();
  private LogPosition applied = LogPosition.NONE;
  private LogPosition durable = LogPosition.NONE;
  private int installed;

  /** Whether it can take nothing more. */
  volatile boolean full;

  synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  /** How many snapshots were installed. */
  synchronized int installed() {
    return installed;
  }

  @Override
  public synchronized LogPosition durable() {
    return durable;
  }

  @Override
  public synchronized LogPosition applied() {
    return applied;
  }

  @Override
  public synchronized void apply(LogPosition at, byte[] entry) {
    if (full) {
      throw new IllegalStateException("While appending: No space left on device");
    }
    if (at.index() <= applied.index()) {
      throw new IllegalStateException(at + " was applied before");
    }
    applied = at;
    if (entry.length > 0) {
      texts.add(new String(entry, 0, Math.min(KEPT, entry.length), StandardCharsets.UTF_8).trim());
    }
  }

  @Override
  public synchronized LogPosition persist() {
    durable = applied;
    return durable;
  }

  @Override
  public synchronized void writeSnapshot(OutputStream to) throws IOException {
    var out = new DataOutputStream(to);
    out.writeLong(applied.term());
    out.writeLong(applied.index());
    out.writeInt(texts.size());
    for (var text : texts) {
      out.writeUTF(text);
    }
    out.flush();
  }

  @Override
  public synchronized LogPosition installSnapshot(InputStream from) throws IOException {
    var in = new DataInputStream(from);
    texts.clear();
    durable = LogPosition.NONE;
    applied = new LogPosition(in.readLong(), in.readLong());
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    durable = applied;
    installed++;
    return applied;
  }
}
