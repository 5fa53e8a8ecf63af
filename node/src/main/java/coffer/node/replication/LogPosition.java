package coffer.node.replication;

/**
 * A place in a replicated log.
 *
 * @param term the leader's term under which the entry was appended, from 1
 * @param index counts entries, from 1; 0 before the first
 */
public record LogPosition(long term, long index) {
  /** Before the first entry. */
  public static final LogPosition NONE = new LogPosition(0, 0);
}
