/** The operations on buckets, and CreateSession: one class each. */
@NullMarked
package coffer.http.operation.bucket;

import org.jspecify.annotations.NullMarked;
