@NullMarked
package coffer.node.mark;

import org.jspecify.annotations.NullMarked;
