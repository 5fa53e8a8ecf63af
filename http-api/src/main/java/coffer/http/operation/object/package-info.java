/** The object operations of the S3 API, one class each, for both kinds of bucket. */
@NullMarked
package coffer.http.operation.object;

import org.jspecify.annotations.NullMarked;
