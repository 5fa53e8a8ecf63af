/** Work that falls due with time: expiration, abandoned uploads, garbage, key rotation. */
@NullMarked
package coffer.node.lifecycle;

import org.jspecify.annotations.NullMarked;
