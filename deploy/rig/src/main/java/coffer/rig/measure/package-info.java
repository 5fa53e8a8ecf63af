/** Figures of a cluster that is hurt: how long writes pause, how fast a node is healed. */
@NullMarked
package coffer.rig.measure;

import org.jspecify.annotations.NullMarked;
