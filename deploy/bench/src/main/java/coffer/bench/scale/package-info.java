/** The same work at more and more nodes and objects. */
@NullMarked
package coffer.bench.scale;

import org.jspecify.annotations.NullMarked;
