@NullMarked
package coffer.kms.policy;

import org.jspecify.annotations.NullMarked;
