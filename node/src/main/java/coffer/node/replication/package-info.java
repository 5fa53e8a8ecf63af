@NullMarked
package coffer.node.replication;

import org.jspecify.annotations.NullMarked;
