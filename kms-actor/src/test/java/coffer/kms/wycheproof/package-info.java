@NullMarked
package coffer.kms.wycheproof;

import org.jspecify.annotations.NullMarked;
