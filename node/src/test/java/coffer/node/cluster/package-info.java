@NullMarked
package coffer.node.cluster;

import org.jspecify.annotations.NullMarked;
