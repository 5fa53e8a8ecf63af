@NullMarked
package coffer.node.placement;

import org.jspecify.annotations.NullMarked;
