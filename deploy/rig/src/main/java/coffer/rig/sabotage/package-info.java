/** Bugs planted into nodes at load time, by which the rig itself is tested. */
@NullMarked
package coffer.rig.sabotage;

import org.jspecify.annotations.NullMarked;
