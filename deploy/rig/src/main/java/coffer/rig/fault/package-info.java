/** Faults: what a seed decides, and how each is brought about. */
@NullMarked
package coffer.rig.fault;

import org.jspecify.annotations.NullMarked;
