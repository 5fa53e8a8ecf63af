/** Each node's care for its own copies: what it should hold and lacks, and what has decayed. */
@NullMarked
package coffer.node.repair;

import org.jspecify.annotations.NullMarked;
