@NullMarked
package coffer.node.peer;

import org.jspecify.annotations.NullMarked;
