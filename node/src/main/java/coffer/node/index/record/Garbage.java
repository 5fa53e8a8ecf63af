package coffer.node.index.record;

import java.time.Instant;

/**
 * A run that nothing refers to any more.
 *
 * @param runId 32 hex digits
 * @param since the moment it became garbage
 */
public record Garbage(String runId, Instant since) {}
