@NullMarked
package coffer.node.journal;

import org.jspecify.annotations.NullMarked;
