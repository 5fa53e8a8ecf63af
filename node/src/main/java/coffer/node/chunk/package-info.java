/**
 * Ciphertext chunks on one disk, in RocksDB. A <em>run</em> is the stored ciphertext of one stream,
 * cut into chunks of {@link coffer.node.chunk.ChunkLayout#CHUNK_BYTES}; it is written once, read in
 * pieces, and deleted whole.
 */
@NullMarked
package coffer.node.chunk;

import org.jspecify.annotations.NullMarked;
