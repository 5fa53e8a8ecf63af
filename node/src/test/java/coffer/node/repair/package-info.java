@NullMarked
package coffer.node.repair;

import org.jspecify.annotations.NullMarked;
