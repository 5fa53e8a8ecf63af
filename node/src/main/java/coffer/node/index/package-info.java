@NullMarked
package coffer.node.index;

import org.jspecify.annotations.NullMarked;
