@NullMarked
package coffer.kms.envelope;

import org.jspecify.annotations.NullMarked;
