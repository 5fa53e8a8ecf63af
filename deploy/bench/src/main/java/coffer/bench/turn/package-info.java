/** Servers measured in turns, and the figures that come of it. */
@NullMarked
package coffer.bench.turn;

import org.jspecify.annotations.NullMarked;
