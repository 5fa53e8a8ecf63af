@NullMarked
package coffer.node.join;

import org.jspecify.annotations.NullMarked;
