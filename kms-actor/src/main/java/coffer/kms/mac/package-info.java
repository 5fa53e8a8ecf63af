/** Message authentication codes, for whoever needs one. */
@NullMarked
package coffer.kms.mac;

import org.jspecify.annotations.NullMarked;
