@NullMarked
package coffer.node.digest;

import org.jspecify.annotations.NullMarked;
