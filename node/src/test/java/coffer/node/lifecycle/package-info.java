@NullMarked
package coffer.node.lifecycle;

import org.jspecify.annotations.NullMarked;
