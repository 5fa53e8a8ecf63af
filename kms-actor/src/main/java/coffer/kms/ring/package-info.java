@NullMarked
package coffer.kms.ring;

import org.jspecify.annotations.NullMarked;
