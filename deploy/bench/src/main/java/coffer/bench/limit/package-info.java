/** What the client, and what the machine, could do at most. */
@NullMarked
package coffer.bench.limit;

import org.jspecify.annotations.NullMarked;
