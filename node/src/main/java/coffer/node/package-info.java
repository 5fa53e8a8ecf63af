@NullMarked
package coffer.node;

import org.jspecify.annotations.NullMarked;
