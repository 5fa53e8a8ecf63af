@NullMarked
package coffer.kms.durable;

import org.jspecify.annotations.NullMarked;
