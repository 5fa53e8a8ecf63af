/**
 * HTTP and SigV4 as a client speaks them: requests that are signed, connections, S3's operations.
 */
@NullMarked
package coffer.bench.wire;

import org.jspecify.annotations.NullMarked;
