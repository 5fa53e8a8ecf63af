/** The checks themselves, put to histories that are right and to such that are not. */
@NullMarked
package coffer.rig.check;

import org.jspecify.annotations.NullMarked;
