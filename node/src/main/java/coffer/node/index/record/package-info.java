/** What the index keeps: objects, the streams that they are made of, uploads and garbage. */
@NullMarked
package coffer.node.index.record;

import org.jspecify.annotations.NullMarked;
