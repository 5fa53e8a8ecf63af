/** Clients of the store, and the operations that they draw from a seed. */
@NullMarked
package coffer.rig.workload;

import org.jspecify.annotations.NullMarked;
