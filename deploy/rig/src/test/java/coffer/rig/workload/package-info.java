/** Values and clients without a server. */
@NullMarked
package coffer.rig.workload;

import org.jspecify.annotations.NullMarked;
