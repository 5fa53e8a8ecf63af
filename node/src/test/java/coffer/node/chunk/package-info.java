@NullMarked
package coffer.node.chunk;

import org.jspecify.annotations.NullMarked;
