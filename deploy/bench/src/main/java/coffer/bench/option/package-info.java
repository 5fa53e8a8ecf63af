/** The command line. */
@NullMarked
package coffer.bench.option;

import org.jspecify.annotations.NullMarked;
