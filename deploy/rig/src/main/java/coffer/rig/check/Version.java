package coffer.rig.check;

import java.util.Optional;

/**
 * What a key holds after a write.
 *
 * @param value the number of the operation that made the bytes
 * @param etag empty where no client was told it, which then may be any
 */
public record Version(long value, Optional<String> etag) {}
