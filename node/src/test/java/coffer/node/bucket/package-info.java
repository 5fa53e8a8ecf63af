@NullMarked
package coffer.node.bucket;

import org.jspecify.annotations.NullMarked;
