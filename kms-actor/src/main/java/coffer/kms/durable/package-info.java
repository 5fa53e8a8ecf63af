/** Small files that a crash leaves either whole or as they were. */
@NullMarked
package coffer.kms.durable;

import org.jspecify.annotations.NullMarked;
