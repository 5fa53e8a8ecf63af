/** Which nodes keep which runs: a pure function of the run's id and of who is in the cluster. */
@NullMarked
package coffer.node.placement;

import org.jspecify.annotations.NullMarked;
