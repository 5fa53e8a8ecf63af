@NullMarked
package coffer.kms.actor;

import org.jspecify.annotations.NullMarked;
