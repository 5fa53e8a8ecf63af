/**
 * Objects and uploads: encrypts streams as they arrive, stores their ciphertext inline or in runs,
 * commits to the index; and the way back.
 */
@NullMarked
package coffer.node.object;

import org.jspecify.annotations.NullMarked;
