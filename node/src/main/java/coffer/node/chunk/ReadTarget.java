package coffer.node.chunk;

import java.util.function.Supplier;

/**
 * Where a stored chunk is read to.
 *
 * @param length of the chunk, unless the disk has changed it
 * @param array gives an array of that length with anything in it, which may be taken for the
 *     answer; if reading fails, it may still be written to
 */
public record ReadTarget(int length, Supplier<byte[]> array) {}
