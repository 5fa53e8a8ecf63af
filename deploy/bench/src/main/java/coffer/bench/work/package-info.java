/** What a client does over and over, and when: operations, keys, schedules, connections. */
@NullMarked
package coffer.bench.work;

import org.jspecify.annotations.NullMarked;
