/** Decides whether a history is one that a correct store can give. */
@NullMarked
package coffer.rig.check;

import org.jspecify.annotations.NullMarked;
