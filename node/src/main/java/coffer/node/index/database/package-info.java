/**
 * A group's rows in RocksDB: applied from the log, given to other replicas as a snapshot, read for
 * damage and replaced when there is some.
 */
@NullMarked
package coffer.node.index.database;

import org.jspecify.annotations.NullMarked;
