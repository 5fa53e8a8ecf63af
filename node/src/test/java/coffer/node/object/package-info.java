@NullMarked
package coffer.node.object;

import org.jspecify.annotations.NullMarked;
