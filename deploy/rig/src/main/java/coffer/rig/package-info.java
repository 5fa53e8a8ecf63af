/** The chaos rig: drives a cluster under faults and judges what its clients saw. */
@NullMarked
package coffer.rig;

import org.jspecify.annotations.NullMarked;
