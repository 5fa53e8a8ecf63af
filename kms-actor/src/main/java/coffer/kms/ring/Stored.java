package coffer.kms.ring;

/**
 * A record as it was read from its row.
 *
 * @param rowId the row's name
 * @param version the row's version, for conditional writes
 */
public record Stored<T>(String rowId, long version, T value) {}
