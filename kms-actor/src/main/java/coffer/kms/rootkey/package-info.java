@NullMarked
package coffer.kms.rootkey;

import org.jspecify.annotations.NullMarked;
